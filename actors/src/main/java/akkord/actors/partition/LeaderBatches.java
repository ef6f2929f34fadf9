package akkord.actors.partition;

import akkord.protocol.batch.BatchCheck;
import akkord.protocol.batch.BatchFault;
import akkord.protocol.batch.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a leader sends: to be stored as it is, if it is whole and fits what the follower has. */
final class LeaderBatches {

    private LeaderBatches() {}

    /**
     * What is wrong with these batches, from position to limit, or null: each must be whole with the right checksum,
     * follow on from the offset before, and be of no older epoch than the one before nor of a newer one than the
     * leader's.
     */
    static @Nullable String fault(ByteBuffer bytes, long logEndOffset, int lastEpoch, int leaderEpoch) {
        long offset = logEndOffset;
        int epoch = lastEpoch;
        int at = bytes.position();
        while (at < bytes.limit()) {
            BatchFault fault = BatchCheck.fault(bytes, at, bytes.limit());
            if (fault != null) return "the batch at offset " + offset + " came damaged: " + fault;
            if (RecordBatch.baseOffset(bytes, at) != offset)
                return "offset " + RecordBatch.baseOffset(bytes, at) + " came where " + offset + " was next";
            int batchEpoch = RecordBatch.partitionLeaderEpoch(bytes, at);
            if (batchEpoch < epoch || batchEpoch > leaderEpoch)
                return "the batch at offset " + offset + " is of leader epoch " + batchEpoch + ", after " + epoch
                        + " and under a leader of " + leaderEpoch;
            epoch = batchEpoch;
            offset = RecordBatch.lastOffset(bytes, at) + 1;
            at += RecordBatch.sizeInBytes(bytes, at);
        }
        return null;
    }

    /** Whether the first batch, which must be whole, begins before {@code offset} and holds it. */
    static boolean isInsideFirst(ByteBuffer bytes, long offset) {
        int at = bytes.position();
        return BatchCheck.fault(bytes, at, bytes.limit()) == null
                && RecordBatch.baseOffset(bytes, at) < offset
                && RecordBatch.lastOffset(bytes, at) >= offset;
    }

    /** Cut where the leader epoch changes, because a log is told the epoch of what it appends. */
    static List<ByteBuffer> byEpoch(ByteBuffer bytes) {
        List<ByteBuffer> runs = new ArrayList<>(1);
        int from = bytes.position();
        for (int at = from; at < bytes.limit(); ) {
            int next = at + RecordBatch.sizeInBytes(bytes, at);
            boolean last = next >= bytes.limit() || epoch(bytes, next) != epoch(bytes, at);
            if (last) {
                runs.add(bytes.duplicate().position(from).limit(next));
                from = next;
            }
            at = next;
        }
        return runs;
    }

    static int epoch(ByteBuffer bytes, int at) {
        return RecordBatch.partitionLeaderEpoch(bytes, at);
    }
}
