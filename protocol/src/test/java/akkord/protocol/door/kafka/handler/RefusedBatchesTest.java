package akkord.protocol.door.kafka.handler;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.TopicId;
import akkord.protocol.door.kafka.handler.RefusedBatches.Place;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/** What must wait for a refused batch to come again; the clock is the test's. */
final class RefusedBatchesTest {

    private static final Place PLACE = new Place("t", new TopicId(0, 0), 0);

    private final RefusedBatches refused = new RefusedBatches();

    private static ByteBuffer batch(long producer, int epoch, int sequence) {
        return MemoryRecords.withIdempotentRecords(
                        Compression.NONE, producer, (short) epoch, sequence, new SimpleRecord(1, new byte[1]))
                .buffer();
    }

    private boolean isHeldUp(Place place, ByteBuffer batch) {
        return refused.isBehindRefused(place, batch, 0);
    }

    @Test
    void whatFollowsWaitsUntilTheFirstRefusedOneHasCome() {
        refused.add(PLACE, batch(7, 0, 5), 0);
        refused.add(PLACE, batch(7, 0, 6), 0);
        assertThat(isHeldUp(PLACE, batch(7, 0, 6))).isTrue();
        assertThat(isHeldUp(PLACE, batch(7, 0, 9))).isTrue();
        assertThat(isHeldUp(PLACE, batch(7, 0, 5))).isFalse();
        assertThat(isHeldUp(PLACE, batch(7, 0, 6))).isFalse();
    }

    @Test
    void otherPartitionsProducersAndEpochsDoNotWait() {
        refused.add(PLACE, batch(7, 0, 5), 0);
        assertThat(isHeldUp(new Place("t", PLACE.id(), 1), batch(7, 0, 6))).isFalse();
        assertThat(isHeldUp(PLACE, batch(8, 0, 6))).isFalse();
        refused.add(PLACE, batch(7, 0, 5), 0);
        assertThat(isHeldUp(PLACE, batch(7, 1, 6))).isFalse();
        refused.add(PLACE, batch(-1, -1, -1), 0);
        assertThat(isHeldUp(PLACE, batch(-1, -1, -1))).isFalse();
    }

    @Test
    void aClientThatGoesOnWithoutTheRefusedBatchIsNotHeldUpForEver() {
        refused.add(PLACE, batch(7, 0, 5), 0);
        assertThat(refused.isBehindRefused(PLACE, batch(7, 0, 6), TimeUnit.SECONDS.toNanos(1) - 1))
                .isTrue();
        assertThat(refused.isBehindRefused(PLACE, batch(7, 0, 6), TimeUnit.SECONDS.toNanos(1)))
                .isFalse();
    }

    @Test
    void ofTooManyTheOldestAreForgotten() {
        for (int i = 0; i <= 1000; i++) refused.add(new Place("t", PLACE.id(), i), batch(7, 0, 0), 0);
        assertThat(isHeldUp(new Place("t", PLACE.id(), 0), batch(7, 0, 1))).isFalse();
        assertThat(isHeldUp(new Place("t", PLACE.id(), 1), batch(7, 0, 1))).isTrue();
        assertThat(isHeldUp(new Place("t", PLACE.id(), 1000), batch(7, 0, 1))).isTrue();
    }
}
