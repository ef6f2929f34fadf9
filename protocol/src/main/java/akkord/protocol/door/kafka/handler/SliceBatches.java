package akkord.protocol.door.kafka.handler;

import akkord.protocol.batch.RecordBatch;
import akkord.protocol.partition.LogSlice;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Goes through the batches of a slice by their headers, several at a time where batches are small. One at a time in a thread. */
final class SliceBatches {

    private static final int CHUNK_BYTES = 4096;
    private static final ThreadLocal<ByteBuffer> CHUNKS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(CHUNK_BYTES));

    private final LogSlice slice;
    private final ByteBuffer chunk = CHUNKS.get();
    private int chunkAt;
    private int chunkBytes;
    private int end;
    private long base;
    private long last;

    SliceBatches(LogSlice slice) {
        this.slice = slice;
    }

    /** Goes to the next batch; false when there is none. */
    boolean next() throws IOException {
        if (end == slice.length()) return false;
        int at = end;
        load(at);
        int header = at - chunkAt;
        base = RecordBatch.baseOffset(chunk, header);
        last = RecordBatch.lastOffset(chunk, header);
        int size = RecordBatch.sizeInBytes(chunk, header);
        if (size < RecordBatch.HEADER_BYTES || size > slice.length() - at || last < base)
            throw slice.damaged(at, "a batch of " + size + " bytes with the offsets " + base + " to " + last);
        end = at + size;
        return true;
    }

    /** The first offset of the batch. */
    long base() {
        return base;
    }

    /** The last offset of the batch. */
    long last() {
        return last;
    }

    /** Where the batch ends. Bytes from the beginning of the slice. */
    int end() {
        return end;
    }

    private void load(int at) throws IOException {
        int bytes = Math.min(RecordBatch.WALK_BYTES, slice.length() - at);
        if (bytes < RecordBatch.WALK_BYTES) throw slice.damaged(at, "the slice ends inside a header");
        if (at >= chunkAt && at + bytes <= chunkAt + chunkBytes) return;
        chunk.clear().limit(Math.min(CHUNK_BYTES, slice.length() - at));
        chunkAt = at;
        while (chunk.hasRemaining()) {
            if (slice.channel().read(chunk, slice.position() + at + chunk.position()) < 0)
                throw new EOFException("the segment was cut while it was read");
        }
        chunkBytes = chunk.limit();
    }
}
