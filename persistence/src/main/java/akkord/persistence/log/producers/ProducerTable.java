package akkord.persistence.log.producers;

import akkord.persistence.log.producers.ProducerVerdict.Fits;
import akkord.persistence.log.producers.ProducerVerdict.Refused;
import akkord.persistence.log.producers.ProducerVerdict.Repeated;
import akkord.protocol.batch.RecordBatch;
import akkord.protocol.domain.ErrorCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The idempotent producers of one log, by the rules of Kafka 4: a batch must follow on the producer's last one, a
 * repeat of one of its last five is known again, a new epoch begins with sequence 0. A producer that the log does not
 * know may begin with any sequence: its batches may have been deleted, or it may have been forgotten.
 *
 * <p>What is about to be written is {@link #stage staged}, so that batches of one gathered write see each other, and
 * kept or taken back when the write is over. Of more than so many producers, those that have not been heard of for
 * longest are forgotten. Not for more than one thread.
 */
public final class ProducerTable {

    private static final int PRODUCERS_EXPECTED = 16;
    private static final float LOAD_FACTOR = 0.75f;

    private final int producersMax;
    /** Whoever was heard of last is the last. */
    private final Map<Long, Slot> slots = new LinkedHashMap<>(PRODUCERS_EXPECTED, LOAD_FACTOR, true);

    private final List<Undo> staged = new ArrayList<>();

    /** @param producersMax so many are remembered */
    public ProducerTable(int producersMax) {
        this.producersMax = producersMax;
    }

    private static final class Slot {
        private @Nullable ProducerEntry entry;
    }

    private record Undo(
            long producerId, Slot slot, @Nullable ProducerEntry before, long baseOffset) {}

    /** Judges batches that have their offsets and times already, all of one append; those that fit count from now on. */
    public ProducerVerdict stage(ByteBuffer batches, long nowMillis) {
        int savepoint = staged.size();
        Repeated first = null;
        Repeated last = null;
        boolean fresh = false;
        for (int at = batches.position(); at < batches.limit(); at += RecordBatch.sizeInBytes(batches, at)) {
            ProducerVerdict verdict = stageOne(batches, at, nowMillis);
            if (verdict instanceof Refused) return undo(savepoint, verdict);
            if (verdict instanceof Repeated repeated) {
                if (first == null) first = repeated;
                last = repeated;
            } else {
                fresh = true;
            }
        }
        if (first == null || last == null) return Fits.FITS;
        if (fresh) return undo(savepoint, halfRepeated());
        return new Repeated(first.baseOffset(), last.lastOffset(), last.timestampMillis());
    }

    private static Refused halfRepeated() {
        return new Refused(
                ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
                "some of the batches are in the log already and some are not; send them one by one");
    }

    private ProducerVerdict stageOne(ByteBuffer batches, int at, long nowMillis) {
        long producerId = RecordBatch.producerId(batches, at);
        if (producerId < 0) return Fits.FITS;
        Slot slot = slots.computeIfAbsent(producerId, unknown -> new Slot());
        ProducerEntry before = slot.entry;
        short epoch = RecordBatch.producerEpoch(batches, at);
        BatchMark mark = mark(batches, at);
        ProducerVerdict verdict = before == null ? Fits.FITS : judge(before, epoch, mark);
        if (verdict == Fits.FITS) {
            staged.add(new Undo(producerId, slot, before, mark.baseOffset()));
            slot.entry = ProducerEntry.after(before, producerId, epoch, mark, nowMillis);
        }
        return verdict;
    }

    private static BatchMark mark(ByteBuffer batches, int at) {
        int base = RecordBatch.baseSequence(batches, at);
        return new BatchMark(
                base,
                (base + RecordBatch.lastOffsetDelta(batches, at)) & Integer.MAX_VALUE,
                RecordBatch.baseOffset(batches, at),
                RecordBatch.lastOffset(batches, at),
                RecordBatch.maxTimestamp(batches, at));
    }

    private static ProducerVerdict judge(ProducerEntry known, short epoch, BatchMark mark) {
        if (epoch < known.epoch())
            return new Refused(
                    ErrorCode.INVALID_PRODUCER_EPOCH,
                    "epoch " + epoch + " of producer " + known.producerId() + " is over: it has written in epoch "
                            + known.epoch());
        if (epoch > known.epoch()) return mark.baseSequence() == 0 ? Fits.FITS : outOfOrder(known, epoch, mark, 0);
        BatchMark same = known.find(mark.baseSequence(), mark.lastSequence());
        if (same != null) return new Repeated(same.baseOffset(), same.lastOffset(), same.timestampMillis());
        int expected = (known.lastSequence() + 1) & Integer.MAX_VALUE;
        return mark.baseSequence() == expected ? Fits.FITS : outOfOrder(known, epoch, mark, expected);
    }

    private static Refused outOfOrder(ProducerEntry known, short epoch, BatchMark mark, int expected) {
        return new Refused(
                ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
                "producer " + known.producerId() + " sent sequence " + mark.baseSequence() + " in epoch " + epoch
                        + " where " + expected + " was next");
    }

    private ProducerVerdict undo(int savepoint, ProducerVerdict why) {
        while (staged.size() > savepoint) undoLast();
        return why;
    }

    private void undoLast() {
        Undo undo = staged.remove(staged.size() - 1);
        undo.slot().entry = undo.before();
        if (undo.before() == null) slots.remove(undo.producerId());
    }

    /** Whether something waits for {@link #commit} or {@link #rollBack}. */
    public boolean hasStaged() {
        return !staged.isEmpty();
    }

    /** What was staged is in the log. */
    public void commit() {
        staged.clear();
        if (slots.size() > producersMax) forgetOldest();
    }

    /** An open transaction keeps its producer. */
    private void forgetOldest() {
        Iterator<Slot> oldestFirst = slots.values().iterator();
        while (slots.size() > producersMax && oldestFirst.hasNext()) {
            ProducerEntry entry = oldestFirst.next().entry;
            if (entry == null || entry.transactionFirstOffset() < 0) oldestFirst.remove();
        }
    }

    /** The write failed and the log ends with {@code logEndOffset}: what was staged for there and behind is not in it. */
    public void rollBack(long logEndOffset) {
        while (!staged.isEmpty() && staged.get(staged.size() - 1).baseOffset() >= logEndOffset) undoLast();
        commit();
    }

    /** Takes over a batch that is in the log, whatever its sequence: it was judged when it was written. */
    public void replay(ByteBuffer batch, int at, long nowMillis) {
        stageJudged(batch, at, nowMillis);
        commit();
    }

    /** Stages a batch whatever its sequence, because another leader has judged it. */
    public void stageJudged(ByteBuffer batch, int at, long nowMillis) {
        long producerId = RecordBatch.producerId(batch, at);
        if (producerId < 0 || RecordBatch.baseSequence(batch, at) < 0) return;
        Slot slot = slots.computeIfAbsent(producerId, unknown -> new Slot());
        BatchMark mark = mark(batch, at);
        staged.add(new Undo(producerId, slot, slot.entry, mark.baseOffset()));
        slot.entry = ProducerEntry.after(slot.entry, producerId, RecordBatch.producerEpoch(batch, at), mark, nowMillis);
    }

    /** Forgets who has not written for so long. Returns how many went. */
    public int expire(long nowMillis, long expirationMillis) {
        int before = slots.size();
        slots.values()
                .removeIf(slot -> slot.entry != null
                        && slot.entry.transactionFirstOffset() < 0
                        && nowMillis - slot.entry.seenMillis() >= expirationMillis);
        return before - slots.size();
    }

    /** Knows these and no others from here on. */
    public void load(Collection<ProducerEntry> entries) {
        staged.clear();
        slots.clear();
        for (ProducerEntry entry : entries) {
            Slot slot = new Slot();
            slot.entry = entry;
            slots.put(entry.producerId(), slot);
        }
        commit();
    }

    /** Every producer, the one that was heard of last at the end; a copy. */
    public List<ProducerEntry> entries() {
        return slots.values().stream()
                .map(slot -> slot.entry)
                .filter(Objects::nonNull)
                .toList();
    }
}
