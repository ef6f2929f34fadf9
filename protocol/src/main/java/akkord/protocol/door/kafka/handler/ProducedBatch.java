package akkord.protocol.door.kafka.handler;

import java.nio.ByteBuffer;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;

/** What Produce 3 and newer asks of a partition's records, read off the fixed places of the batch header. */
final class ProducedBatch {

    /** The oldest version of Produce that may carry zstd. */
    static final int ZSTD_FROM_VERSION = 7;

    private static final int LENGTH_AT = 8;
    private static final int LENGTH_EXCLUDES = 12;
    private static final int MAGIC_AT = 16;
    private static final int ATTRIBUTES_AT = 21;
    private static final int HEADER_BYTES = 61;
    private static final int MAGIC = 2;
    private static final int CODEC_MASK = 7;
    private static final int CODEC_ZSTD = 4;

    private ProducedBatch() {}

    /** Why these records cannot be produced, INVALID_RECORD; null: they are one batch, so far as can be seen. */
    static @Nullable String problem(@Nullable MemoryRecords records) {
        if (records == null || records.sizeInBytes() == 0) return "there is no record batch for this partition";
        ByteBuffer batch = records.buffer();
        int at = batch.position();
        if (batch.remaining() > MAGIC_AT && batch.get(at + MAGIC_AT) != MAGIC)
            return "record batches have magic 2 in this version, not " + batch.get(at + MAGIC_AT);
        if (batch.remaining() < HEADER_BYTES) return "the record batch ends inside its header";
        long size = (long) batch.getInt(at + LENGTH_AT) + LENGTH_EXCLUDES;
        if (size > batch.remaining()) return "the record batch is cut short";
        if (size < batch.remaining()) return "there must be one record batch for a partition";
        return null;
    }

    static boolean isZstd(ByteBuffer batch) {
        return (batch.getShort(batch.position() + ATTRIBUTES_AT) & CODEC_MASK) == CODEC_ZSTD;
    }
}
