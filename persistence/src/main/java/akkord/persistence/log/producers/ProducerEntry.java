package akkord.persistence.log.producers;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a log knows of one producer.
 *
 * @param batches its newest in this epoch, oldest first; never empty
 * @param seenMillis when it last wrote, by this node's clock: what expiry counts from
 * @param coordinatorEpoch of the last transaction marker, -1 if there was none
 * @param transactionFirstOffset where its open transaction begins, -1 if none is open
 */
public record ProducerEntry(
        long producerId,
        short epoch,
        List<BatchMark> batches,
        long seenMillis,
        int coordinatorEpoch,
        long transactionFirstOffset) {

    /** As many as a producer may have under way at once: an older one cannot be sent again. */
    static final int BATCHES_MAX = 5;

    public int lastSequence() {
        return newest().lastSequence();
    }

    public long lastTimestampMillis() {
        return newest().timestampMillis();
    }

    private BatchMark newest() {
        return batches.get(batches.size() - 1);
    }

    @Nullable
    BatchMark find(int baseSequence, int lastSequence) {
        for (BatchMark mark : batches)
            if (mark.baseSequence() == baseSequence && mark.lastSequence() == lastSequence) return mark;
        return null;
    }

    /** With one batch more; those of an earlier epoch are of no use any longer. */
    static ProducerEntry after(
            @Nullable ProducerEntry before, long producerId, short epoch, BatchMark mark, long nowMillis) {
        if (before == null || before.epoch != epoch)
            return new ProducerEntry(producerId, epoch, List.of(mark), nowMillis, -1, -1);
        List<BatchMark> more = new ArrayList<>(BATCHES_MAX);
        List<BatchMark> had = before.batches;
        for (int i = Math.max(0, had.size() - (BATCHES_MAX - 1)); i < had.size(); i++) more.add(had.get(i));
        more.add(mark);
        return new ProducerEntry(
                producerId, epoch, more, nowMillis, before.coordinatorEpoch, before.transactionFirstOffset);
    }
}
