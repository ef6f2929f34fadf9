package akkord.protocol.door.grpc.consume;

import akkord.protocol.grpc.v1.DeliveryCount;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ShareReply.AcquiredRange;
import java.util.ArrayList;
import java.util.List;

/**
 * What has become of offsets that a member has acquired, once the log was read.
 *
 * @param records to be delivered
 * @param counts how often, over exactly these records
 * @param tooMuch beyond what was read: for others, as if it had not been acquired
 * @param gaps there is no record at these offsets, and never will be
 */
record AcquiredRecords(
        List<FetchedRecord> records, List<DeliveryCount> counts, List<OffsetRange> tooMuch, List<OffsetRange> gaps) {

    /**
     * @param ranges in the order of their offsets
     * @param read from the first of them on; there may be others' records among it
     */
    static AcquiredRecords of(List<AcquiredRange> ranges, PartitionRecords read) {
        AcquiredRecords all =
                new AcquiredRecords(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        int at = 0;
        for (AcquiredRange range : ranges) at = all.take(range, read, at);
        return all;
    }

    /** @param at where the records begin that were not looked at yet @return the same, behind the range */
    private int take(AcquiredRange range, PartitionRecords read, int at) {
        long last = Math.min(range.lastOffset(), read.getNextOffset() - 1);
        if (last < range.lastOffset())
            tooMuch.add(new OffsetRange(Math.max(range.firstOffset(), last + 1), range.lastOffset()));
        long next = range.firstOffset();
        long run = next;
        int i = at;
        for (; i < read.getRecordsCount() && read.getRecords(i).getOffset() <= last; i++) {
            FetchedRecord record = read.getRecords(i);
            if (record.getOffset() < next) continue;
            if (record.getOffset() > next) {
                count(read, range, run, next);
                gap(next, record.getOffset() - 1);
                run = record.getOffset();
            }
            records.add(record);
            next = record.getOffset() + 1;
        }
        count(read, range, run, next);
        gap(next, last);
        return i;
    }

    private void gap(long first, long last) {
        if (first <= last) gaps.add(new OffsetRange(first, last));
    }

    /** @param end not included */
    private void count(PartitionRecords read, AcquiredRange range, long first, long end) {
        if (first == end) return;
        counts.add(DeliveryCount.newBuilder()
                .setTopic(read.getTopic())
                .setPartition(read.getPartition())
                .setFirstOffset(first)
                .setLastOffset(end - 1)
                .setCount(range.deliveryCount())
                .build());
    }
}
