package akkord.protocol.codec;

import akkord.protocol.batch.BatchCheck;
import akkord.protocol.batch.BatchFault;
import akkord.protocol.batch.RecordBatch;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cursor over the records of a run of whole batches. Keys and values are slices of the buffer (of the
 * decompressed batch where it is compressed), never copies: they keep it in memory. Control batches are
 * passed over; every checksum is checked. Used by one thread.
 */
public final class BatchReader {

    private final byte[] bytes;
    private final ByteBuffer buffer;
    private final int decompressedBytesMax;
    private final int start;
    private int batch;
    private int nextBatch;
    private int recordsLeft;
    private RecordParser parser;
    private long baseOffset;
    private long baseTimestamp;
    private long appendTime;
    private boolean isAppendTime;
    private long nextOffset = -1;

    /**
     * @param batches whole batches from position to limit; big-endian; read in place if backed by an array
     * @param decompressedBytesMax of one batch
     */
    public BatchReader(ByteBuffer batches, int decompressedBytesMax) {
        ByteBuffer heap = batches.hasArray() && batches.arrayOffset() == 0 && !batches.isReadOnly()
                ? batches.duplicate()
                : ByteBuffer.allocate(batches.remaining())
                        .put(batches.duplicate())
                        .flip();
        this.buffer = heap;
        this.bytes = heap.array();
        this.decompressedBytesMax = decompressedBytesMax;
        this.start = heap.position();
        this.batch = start;
        this.nextBatch = start;
        this.parser = new RecordParser(bytes, 0, 0);
    }

    /**
     * Goes to the next record; false at the end.
     *
     * @throws DamagedBatchException these are not the batches that were written
     * @throws BatchTooLargeException a batch decompresses to more than the reader's bound
     */
    public boolean next() throws IOException {
        while (recordsLeft == 0) {
            if (nextBatch >= buffer.limit()) return false;
            enterBatch();
        }
        recordsLeft--;
        parser.next();
        return true;
    }

    public long offset() {
        return baseOffset + parser.offsetDelta();
    }

    public long timestampMillis() {
        return isAppendTime ? appendTime : baseTimestamp + parser.timestampDelta();
    }

    /** Asked once and first of a record, then {@link #value}, then {@link #headers}. */
    public @Nullable ByteString key() throws DamagedBatchException {
        return parser.part();
    }

    public @Nullable ByteString value() throws DamagedBatchException {
        return parser.part();
    }

    public List<RecordHeader> headers() throws DamagedBatchException {
        return parser.headers();
    }

    /** The offset behind the batches entered so far, control batches included; -1 before the first. */
    public long nextOffset() {
        return nextOffset;
    }

    /** Where the batch entered last begins, counted from the position the buffer was given at. Bytes. */
    public int batchStart() {
        return batch - start;
    }

    private void enterBatch() throws IOException {
        int at = nextBatch;
        batch = at;
        BatchFault fault = BatchCheck.fault(buffer, at, buffer.limit());
        if (fault != null) throw new DamagedBatchException("a batch is damaged: " + fault.sentence());
        nextBatch = at + RecordBatch.sizeInBytes(buffer, at);
        baseOffset = RecordBatch.baseOffset(buffer, at);
        nextOffset = RecordBatch.lastOffset(buffer, at) + 1;
        baseTimestamp = RecordBatch.baseTimestamp(buffer, at);
        isAppendTime = RecordBatch.isLogAppendTime(buffer, at);
        appendTime = RecordBatch.maxTimestamp(buffer, at);
        recordsLeft = RecordBatch.isControl(buffer, at) ? 0 : RecordBatch.recordCount(buffer, at);
        if (recordsLeft > 0) parser = parser(at);
    }

    private RecordParser parser(int at) throws IOException {
        int records = at + RecordBatch.HEADER_BYTES;
        BatchCompression codec = BatchCompression.of(RecordBatch.compressionCodec(buffer, at));
        if (codec == BatchCompression.NONE) return new RecordParser(bytes, records, nextBatch);
        byte[] plain = codec.decompress(
                buffer.duplicate().position(records).limit(nextBatch).slice(), decompressedBytesMax);
        return new RecordParser(plain, 0, plain.length);
    }
}
