package akkord.actors.partition;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.partition.core.TestBatch;
import akkord.protocol.batch.RecordBatch;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a follower looks at before it stores what its leader sends. */
class LeaderBatchesTest {

    private static ByteBuffer batch(long offset, int epoch, String... values) {
        ByteBuffer batch = TestBatch.of(values).build();
        RecordBatch.setBaseOffset(batch, 0, offset);
        RecordBatch.setPartitionLeaderEpoch(batch, 0, epoch);
        return batch;
    }

    @Test
    void batchesThatFollowOnAreTaken() {
        ByteBuffer both = TestBatch.joined(batch(5, 2, "a", "b"), batch(7, 3, "c"));
        assertThat(LeaderBatches.fault(both, 5, 2, 3)).isNull();
        assertThat(LeaderBatches.fault(both, 5, -1, 9)).isNull();
    }

    @Test
    void aGapOrAnOverlapIsNotTaken() {
        assertThat(LeaderBatches.fault(batch(6, 2, "a"), 5, 2, 3)).contains("offset 6 came where 5 was next");
        assertThat(LeaderBatches.fault(batch(4, 2, "a"), 5, 2, 3)).contains("offset 4 came where 5 was next");
        ByteBuffer gap = TestBatch.joined(batch(5, 2, "a", "b"), batch(8, 2, "c"));
        assertThat(LeaderBatches.fault(gap, 5, 2, 3)).contains("offset 8 came where 7 was next");
    }

    @Test
    void epochsOnlyGrowAndNeverBeyondTheLeaders() {
        assertThat(LeaderBatches.fault(batch(5, 1, "a"), 5, 2, 3)).contains("leader epoch 1, after 2");
        assertThat(LeaderBatches.fault(batch(5, 4, "a"), 5, 2, 3)).contains("under a leader of 3");
    }

    @Test
    void aFlippedBitAndACutTailAreSeen() {
        ByteBuffer flipped = batch(5, 2, "a");
        flipped.put(70, (byte) (flipped.get(70) ^ 1));
        assertThat(LeaderBatches.fault(flipped, 5, 2, 3)).contains("damaged", "CRC");
        ByteBuffer cut = batch(5, 2, "abc").limit(66);
        assertThat(LeaderBatches.fault(cut, 5, 2, 3)).contains("damaged", "TRUNCATED");
    }

    @Test
    void theBytesAreCutWhereTheEpochChanges() {
        ByteBuffer all = TestBatch.joined(batch(0, 1, "a"), batch(1, 1, "b"), batch(2, 4, "c"));
        List<ByteBuffer> runs = LeaderBatches.byEpoch(all);
        assertThat(runs).hasSize(2);
        assertThat(RecordBatch.baseOffset(runs.get(1), runs.get(1).position())).isEqualTo(2);
        assertThat(runs.get(0).remaining() + runs.get(1).remaining()).isEqualTo(all.remaining());
        assertThat(LeaderBatches.byEpoch(batch(0, 1, "a"))).hasSize(1);
    }
}
