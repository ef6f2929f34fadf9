package akkord.protocol.door.kafka.handler;

import akkord.protocol.batch.RecordBatch;
import akkord.protocol.domain.TopicId;
import akkord.protocol.door.kafka.connection.Call;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Batches of idempotent producers that were refused because this node does not lead their partition (yet), of one
 * connection. What follows on such a batch is refused as well until that one has come again. Otherwise a partition that
 * begins to serve in between would take the second batch of a producer that it does not know, and then never the first:
 * the producer would stand still until its records expire. Event loop only.
 */
final class RefusedBatches {

    private static final AttributeKey<RefusedBatches> OF_CONNECTION = AttributeKey.valueOf("refused batches");

    /** So many are remembered, the newest. */
    private static final int BATCHES_MAX = 1000;

    /**
     * A client that goes on without the refused batch after all is not held up for longer: it may have written that
     * elsewhere, before this node came to lead again.
     */
    private static final long REMEMBERED_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A partition as requests of this connection name it: by name (id zero) or by id (name empty). */
    record Place(String topic, TopicId id, int partition) {}

    private record Refused(long producerId, short epoch, int sequence, long atNanos) {}

    private final Map<Place, Refused> all = new LinkedHashMap<>();

    /** Those of the connection of {@code call}. */
    static RefusedBatches of(Call call) {
        Attribute<RefusedBatches> known = call.ofConnection().attr(OF_CONNECTION);
        RefusedBatches batches = known.get();
        if (batches == null) known.set(batches = new RefusedBatches());
        return batches;
    }

    /** As {@link #isBehindRefused(Place, ByteBuffer, long)}; costs nothing where nothing was refused. */
    static boolean isBehindRefused(Call call, Place place, ByteBuffer batch) {
        return call.ofConnection().hasAttr(OF_CONNECTION) && of(call).isBehindRefused(place, batch, System.nanoTime());
    }

    /** {@code batch} was refused; of several that follow each other only the first need come again. */
    void add(Place place, ByteBuffer batch, long nowNanos) {
        Refused refused = of(batch, nowNanos);
        if (refused.producerId < 0 || isBehindRefused(place, batch, nowNanos)) return;
        all.remove(place);
        all.put(place, refused);
        if (all.size() > BATCHES_MAX) all.remove(all.keySet().iterator().next());
    }

    /** Whether {@code batch} must not be taken before the one that was refused. */
    boolean isBehindRefused(Place place, ByteBuffer batch, long nowNanos) {
        Refused first = all.get(place);
        if (first == null) return false;
        Refused next = of(batch, nowNanos);
        boolean behind = next.producerId == first.producerId
                && next.epoch == first.epoch
                && next.sequence > first.sequence
                && nowNanos - first.atNanos < REMEMBERED_NANOS;
        if (!behind) all.remove(place);
        return behind;
    }

    private static Refused of(ByteBuffer batch, long nowNanos) {
        int at = batch.position();
        return new Refused(
                RecordBatch.producerId(batch, at),
                RecordBatch.producerEpoch(batch, at),
                RecordBatch.baseSequence(batch, at),
                nowNanos);
    }
}
