package akkord.protocol.door.kafka.handler;

import akkord.protocol.batch.RecordBatch;
import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/** What Produce 3 and newer asks of a partition's records, read off the fixed places of the batch header. */
final class ProducedBatch {

    /** The oldest version of Produce that may carry zstd. */
    static final int ZSTD_FROM_VERSION = 7;

    private static final int CODEC_ZSTD = 4;

    private ProducedBatch() {}

    /** Why these records cannot be produced, INVALID_RECORD; null: they are one batch, so far as can be seen. */
    static @Nullable String problem(@Nullable MemoryRecords records) {
        if (records == null || records.sizeInBytes() == 0) return "there is no record batch for this partition";
        ByteBuffer batch = records.buffer();
        int at = batch.position();
        if (batch.remaining() >= RecordBatch.WALK_BYTES && RecordBatch.magic(batch, at) != RecordBatch.MAGIC)
            return "record batches have magic 2 in this version, not " + RecordBatch.magic(batch, at);
        if (batch.remaining() < RecordBatch.HEADER_BYTES) return "the record batch ends inside its header";
        // Read as a long: a hostile length must not wrap around.
        long size = (long) batch.getInt(at + Long.BYTES) + RecordBatch.LENGTH_PREFIX_BYTES;
        if (size > batch.remaining()) return "the record batch is cut short";
        if (size < batch.remaining()) return "there must be one record batch for a partition";
        return null;
    }

    static boolean isZstd(ByteBuffer batch) {
        return RecordBatch.compressionCodec(batch, batch.position()) == CODEC_ZSTD;
    }
}
