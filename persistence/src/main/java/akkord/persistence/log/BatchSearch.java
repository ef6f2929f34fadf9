package akkord.persistence.log;

import akkord.protocol.batch.BatchCheck;
import akkord.protocol.batch.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * Looks at a segment file whose headers cannot be trusted: whether a batch is what its checksum says, and where
 * the next good one stands. Reads in chunks, so that a flipped length cannot ask for memory. Single-threaded.
 */
final class BatchSearch {

    private static final int CHUNK_BYTES = 64 << 10;
    private static final int CRC_AT = 17;
    private static final int CRC_FROM = 21;
    private static final int MAGIC_AT = 16;

    private final FileChannel channel;
    private final long endPosition;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES);
    private final ByteBuffer header = ByteBuffer.allocate(RecordBatch.HEADER_BYTES);

    BatchSearch(FileChannel channel, long endPosition) {
        this.channel = channel;
        this.endPosition = endPosition;
    }

    /** Whether the checksum of the {@code size} bytes at {@code position}, all in the file, fits them. */
    boolean isCrcValid(long position, int size) throws IOException {
        CRC32C crc = new CRC32C();
        long at = position + CRC_AT;
        int written = 0;
        for (boolean first = true; at < position + size; first = false) {
            if (!fill(chunk, at, Math.min(CHUNK_BYTES, position + size - at))) return false;
            at += chunk.limit();
            if (first) written = chunk.getInt(0);
            crc.update(first ? chunk.position(CRC_FROM - CRC_AT) : chunk);
        }
        return written == (int) crc.getValue();
    }

    /** The first position behind {@code position} of a whole, valid batch of offsets in the range given; -1 if none. */
    long next(long position, long offsetAbove, long offsetMax) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES);
        int overlap = RecordBatch.HEADER_BYTES - 1;
        for (long from = position + 1; endPosition - from > overlap; from += CHUNK_BYTES - overlap) {
            if (!fill(bytes, from, Math.min(CHUNK_BYTES, endPosition - from))) return -1;
            for (int at = 0; at + RecordBatch.HEADER_BYTES <= bytes.limit(); at++) {
                if (bytes.get(at + MAGIC_AT) == RecordBatch.MAGIC && isBatch(bytes, at, from, offsetAbove, offsetMax))
                    return from + at;
            }
        }
        return -1;
    }

    /** Where the whole, valid batches end that follow each other from {@code position} on. */
    long endOfRun(long position, long offsetAbove, long offsetMax) throws IOException {
        long at = position;
        while (endPosition - at >= RecordBatch.HEADER_BYTES && isBatch(header(at), 0, at, offsetAbove, offsetMax))
            at += RecordBatch.sizeInBytes(header, 0);
        return at;
    }

    private boolean isBatch(ByteBuffer bytes, int at, long from, long offsetAbove, long offsetMax) throws IOException {
        long base = RecordBatch.baseOffset(bytes, at);
        int size = RecordBatch.sizeInBytes(bytes, at);
        if (base <= offsetAbove || base > offsetMax || size > endPosition - from - at) return false;
        return BatchCheck.headerFault(bytes, at, bytes.limit()) == null && isCrcValid(from + at, size);
    }

    /** The header at {@code position}, in a buffer of its own; the file must hold it. */
    ByteBuffer header(long position) throws IOException {
        fill(header, position, RecordBatch.HEADER_BYTES);
        return header;
    }

    private boolean fill(ByteBuffer buffer, long position, long bytes) throws IOException {
        buffer.clear().limit((int) bytes);
        while (buffer.hasRemaining()) if (channel.read(buffer, position + buffer.position()) < 0) return false;
        buffer.flip();
        return true;
    }
}
