package akkord.protocol.door.grpc.consume;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.grpc.v1.DeliveryCount;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ShareReply.AcquiredRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcquiredRecordsTest {

    private static PartitionRecords read(long next, long... offsets) {
        PartitionRecords.Builder records =
                PartitionRecords.newBuilder().setTopic("t").setPartition(3).setNextOffset(next);
        for (long offset : offsets)
            records.addRecords(FetchedRecord.newBuilder().setOffset(offset));
        return records.build();
    }

    private static AcquiredRange range(long first, long last, int count) {
        return new AcquiredRange(first, last, (short) count);
    }

    private static List<Long> offsets(AcquiredRecords got) {
        return got.records().stream().map(FetchedRecord::getOffset).toList();
    }

    private static List<String> counts(AcquiredRecords got) {
        return got.counts().stream()
                .map(count -> count.getFirstOffset() + ".." + count.getLastOffset() + " " + count.getCount())
                .toList();
    }

    @Test
    void recordsBetweenTheRangesAreNotDelivered() {
        AcquiredRecords got =
                AcquiredRecords.of(List.of(range(2, 3, 2), range(6, 7, 1)), read(9, 0, 1, 2, 3, 4, 5, 6, 7, 8));
        assertThat(offsets(got)).containsExactly(2L, 3L, 6L, 7L);
        assertThat(counts(got)).containsExactly("2..3 2", "6..7 1");
        assertThat(got.counts()).extracting(DeliveryCount::getTopic).containsOnly("t");
        assertThat(got.counts()).extracting(DeliveryCount::getPartition).containsOnly(3);
        assertThat(got.tooMuch()).isEmpty();
        assertThat(got.gaps()).isEmpty();
    }

    @Test
    void whatWasNotReadIsTooMuch() {
        AcquiredRecords got =
                AcquiredRecords.of(List.of(range(0, 4, 1), range(7, 8, 3), range(10, 10, 1)), read(3, 0, 1, 2));
        assertThat(offsets(got)).containsExactly(0L, 1L, 2L);
        assertThat(counts(got)).containsExactly("0..2 1");
        assertThat(got.tooMuch())
                .containsExactly(new OffsetRange(3, 4), new OffsetRange(7, 8), new OffsetRange(10, 10));
        assertThat(got.gaps()).isEmpty();
    }

    @Test
    void offsetsWithoutARecordAreGapsAndNoCountHoldsThem() {
        AcquiredRecords got = AcquiredRecords.of(List.of(range(0, 9, 1)), read(20, 1, 2, 5, 7));
        assertThat(offsets(got)).containsExactly(1L, 2L, 5L, 7L);
        assertThat(counts(got)).containsExactly("1..2 1", "5..5 1", "7..7 1");
        assertThat(got.gaps())
                .containsExactly(
                        new OffsetRange(0, 0), new OffsetRange(3, 4), new OffsetRange(6, 6), new OffsetRange(8, 9));
        assertThat(got.tooMuch()).isEmpty();
    }

    @Test
    void aRangeOfWhichNothingIsLeftIsAGap() {
        AcquiredRecords got = AcquiredRecords.of(List.of(range(4, 6, 1), range(8, 8, 1)), read(10));
        assertThat(got.records()).isEmpty();
        assertThat(got.counts()).isEmpty();
        assertThat(got.gaps()).containsExactly(new OffsetRange(4, 6), new OffsetRange(8, 8));
    }

    @Test
    void whereNothingCouldBeReadAllIsTooMuch() {
        AcquiredRecords got = AcquiredRecords.of(List.of(range(4, 6, 1)), read(4));
        assertThat(got.records()).isEmpty();
        assertThat(got.gaps()).isEmpty();
        assertThat(got.tooMuch()).containsExactly(new OffsetRange(4, 6));
    }
}
