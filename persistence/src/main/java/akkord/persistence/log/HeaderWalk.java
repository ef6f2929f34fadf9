package akkord.persistence.log;

import akkord.persistence.log.producers.ProducerTable;
import akkord.protocol.batch.RecordBatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Goes from batch to batch through a segment file, reading headers only, several at a time where batches are
 * small. Single-threaded; one buffer a thread.
 */
final class HeaderWalk {

    private static final int CHUNK_BYTES = 4096;
    private static final ThreadLocal<ByteBuffer> CHUNKS =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(CHUNK_BYTES));

    private final FileChannel channel;
    private final long endPosition;
    private final ByteBuffer chunk = CHUNKS.get();
    private long chunkPosition = -1;
    private int chunkBytes;
    private long position;
    private int at;

    /** @param endPosition nothing at or behind it belongs to the walk */
    HeaderWalk(FileChannel channel, long fromPosition, long endPosition) {
        this.channel = channel;
        this.position = fromPosition;
        this.endPosition = endPosition;
    }

    /** Where the batch stands that was read last. */
    long position() {
        return position;
    }

    /** Reads the header at the present position; false at the end. A header that does not fit is a fault. */
    boolean read() throws IOException, BadHeaderException {
        if (position == endPosition) return false;
        if (endPosition - position < RecordBatch.HEADER_BYTES) throw bad("the file ends inside a batch header");
        load();
        if (RecordBatch.magic(chunk, at) != RecordBatch.MAGIC) throw bad("no record batch begins here");
        int size = size();
        if (size < RecordBatch.HEADER_BYTES) throw bad("a record batch of impossible length " + size);
        if (size > endPosition - position) throw bad("a record batch reaches beyond the end of the file");
        if (RecordBatch.lastOffsetDelta(chunk, at) < 0) throw bad("a record batch with a negative offset range");
        return true;
    }

    /** To the batch behind the one read last. */
    void advance() {
        position += size();
    }

    int size() {
        return RecordBatch.sizeInBytes(chunk, at);
    }

    long baseOffset() {
        return RecordBatch.baseOffset(chunk, at);
    }

    long lastOffset() {
        return RecordBatch.lastOffset(chunk, at);
    }

    int leaderEpoch() {
        return RecordBatch.partitionLeaderEpoch(chunk, at);
    }

    long maxTimestamp() {
        return RecordBatch.maxTimestamp(chunk, at);
    }

    /** Tells {@code table} of the batch read last. */
    void replay(ProducerTable table, long nowMillis) {
        table.replay(chunk, at, nowMillis);
    }

    private BadHeaderException bad(String what) {
        return new BadHeaderException(position, what);
    }

    private void load() throws IOException {
        long within = position - chunkPosition;
        if (chunkPosition >= 0 && within >= 0 && within + RecordBatch.HEADER_BYTES <= chunkBytes) {
            at = (int) within;
            return;
        }
        chunk.clear().limit((int) Math.min(CHUNK_BYTES, endPosition - position));
        while (chunk.hasRemaining()) {
            int read = channel.read(chunk, position + chunk.position());
            if (read < 0) break;
        }
        chunkPosition = position;
        chunkBytes = chunk.position();
        at = 0;
        if (chunkBytes < RecordBatch.HEADER_BYTES) throw bad("the file is shorter than it was");
    }

    /** A header that cannot be. */
    static final class BadHeaderException extends IOException {

        private static final long serialVersionUID = 1L;

        final long position;
        final String what;

        BadHeaderException(long position, String what) {
            super(what + " (at position " + position + ")");
            this.position = position;
            this.what = what;
        }
    }
}
