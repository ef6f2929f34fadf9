package akkord.protocol.batch;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Whether bytes are a whole, valid batch. Never throws, whatever the bytes are. */
public final class BatchCheck {

    private BatchCheck() {}

    /** The first thing wrong with the batch at {@code at}, or null. {@code limit} is the end of what may be read. */
    public static @Nullable BatchFault fault(ByteBuffer buffer, int at, int limit) {
        BatchFault fault = headerFault(buffer, at, limit);
        if (fault != null) return fault;
        if (RecordBatch.sizeInBytes(buffer, at) > limit - at) return BatchFault.TRUNCATED;
        return RecordBatch.isCrcValid(buffer, at) ? null : BatchFault.CRC;
    }

    /** The same for what the header alone tells: neither the records nor the checksum are looked at. */
    public static @Nullable BatchFault headerFault(ByteBuffer buffer, int at, int limit) {
        if (limit - at < RecordBatch.HEADER_BYTES) return BatchFault.TRUNCATED;
        int length = RecordBatch.sizeInBytes(buffer, at);
        if (length < RecordBatch.HEADER_BYTES) return BatchFault.LENGTH;
        if (RecordBatch.magic(buffer, at) != RecordBatch.MAGIC) return BatchFault.MAGIC;
        int count = RecordBatch.recordCount(buffer, at);
        int delta = RecordBatch.lastOffsetDelta(buffer, at);
        // A compacted batch keeps its offsets with fewer records in it, so fewer is fine here; a door asks for more.
        if (delta < 0 || count < 0 || count > (long) delta + 1) return BatchFault.RECORD_COUNT;
        return null;
    }
}
