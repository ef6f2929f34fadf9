package akkord.protocol.door.kafka.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.Test;

class ToldOffsetsTest {

    private final ToldOffsets told = new ToldOffsets();

    @Test
    void theSameIsToldOnce() {
        assertThat(told.isNews(data(5, 0))).isTrue();
        assertThat(told.isNews(data(5, 0))).isFalse();
        assertThat(told.lacks(5)).isFalse();
        assertThat(told.isNews(data(6, 0))).isTrue();
    }

    /** The follower had moved when the answer came, and dropped what it said. */
    @Test
    void whatWasToldWithoutRecordsIsToldAgainToAFollowerThatHasMoved() {
        told.isNews(data(5, 0));
        told.followerMoved();
        assertThat(told.lacks(5)).isTrue();
        assertThat(told.isNews(data(5, 0))).isTrue();
    }

    /** It has moved by these very records, or asks for them again. */
    @Test
    void whatWasToldWithRecordsIsNot() {
        told.isNews(data(5, 10));
        told.followerMoved();
        assertThat(told.lacks(5)).isFalse();
        assertThat(told.isNews(data(5, 0))).isFalse();
    }

    private static PartitionData data(long highWatermark, int recordBytes) {
        return new PartitionData()
                .setHighWatermark(highWatermark)
                .setLogStartOffset(0)
                .setRecords(MemoryRecords.readableRecords(ByteBuffer.allocate(recordBytes)));
    }
}
