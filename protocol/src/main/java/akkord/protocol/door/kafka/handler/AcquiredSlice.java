package akkord.protocol.door.kafka.handler;

import akkord.protocol.partition.LogReader;
import akkord.protocol.partition.LogSlice;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ShareReply.AcquiredRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The batches with the records that were acquired, and what else has become of these.
 *
 * @param slice null when there is none of them in it
 * @param ranges what is delivered
 * @param tooMuch what does not fit: for others, as if it had not been acquired
 * @param missing behind the last batch delivered there is nothing at these offsets (compacted away), and never will be
 * @param through the last offset of the last batch: there may be more in it than was acquired
 */
record AcquiredSlice(
        @Nullable LogSlice slice,
        List<AcquiredRange> ranges,
        List<OffsetRange> tooMuch,
        List<OffsetRange> missing,
        long through) {

    /**
     * @param ranges in the order of their offsets, at least one
     * @param below what can be read
     * @param bytesMax bounds the slice, but for one batch if {@code atLeastOneBatch}
     */
    static AcquiredSlice read(
            LogReader log, List<AcquiredRange> ranges, long below, int bytesMax, boolean atLeastOneBatch)
            throws IOException {
        long first = ranges.get(0).firstOffset();
        LogSlice slice = log.read(first, below, bytesMax, atLeastOneBatch);
        try {
            return cut(slice, ranges, first);
        } catch (IOException | RuntimeException fault) {
            slice.close();
            throw fault;
        }
    }

    /** What else the last batch holds, if anything. */
    @Nullable
    OffsetRange rest() {
        if (ranges.isEmpty()) return null;
        long last = ranges.get(ranges.size() - 1).lastOffset();
        return last < through ? new OffsetRange(last + 1, through) : null;
    }

    private static AcquiredSlice cut(LogSlice slice, List<AcquiredRange> ranges, long first) throws IOException {
        long last = ranges.get(ranges.size() - 1).lastOffset();
        SliceBatches batches = new SliceBatches(slice);
        int length = 0;
        long through = first - 1;
        boolean beyond = false;
        while (through < last && !beyond && batches.next()) {
            beyond = batches.base() > last;
            if (beyond) break;
            length = batches.end();
            through = batches.last();
        }
        List<AcquiredRange> delivered = new ArrayList<>();
        List<OffsetRange> rest = new ArrayList<>();
        split(ranges, through, delivered, rest);
        if (length == 0) slice.close();
        return new AcquiredSlice(
                length == 0 ? null : CutSlice.of(slice, length),
                delivered,
                beyond ? List.of() : rest,
                beyond ? rest : List.of(),
                through);
    }

    private static void split(
            List<AcquiredRange> ranges, long through, List<AcquiredRange> delivered, List<OffsetRange> rest) {
        for (AcquiredRange range : ranges) {
            long last = Math.min(range.lastOffset(), through);
            if (last >= range.firstOffset())
                delivered.add(new AcquiredRange(range.firstOffset(), last, range.deliveryCount()));
            long from = Math.max(range.firstOffset(), through + 1);
            if (from <= range.lastOffset()) rest.add(new OffsetRange(from, range.lastOffset()));
        }
    }
}
