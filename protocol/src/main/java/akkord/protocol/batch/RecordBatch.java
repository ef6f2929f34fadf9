package akkord.protocol.batch;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The header of one record batch (Kafka's format v2), read and patched in place inside a big-endian buffer.
 * {@code at} is the buffer index of the batch's first byte; nothing moves the buffer's position, nothing is
 * allocated but for the checksum. The checksum covers everything from the attributes on: base offset, length
 * and leader epoch lie before it and can be patched freely.
 */
public final class RecordBatch {

    /** From the base offset to the record count. Bytes. */
    public static final int HEADER_BYTES = 61;

    /** Base offset and length: what precedes the bytes that the length field counts. */
    public static final int LENGTH_PREFIX_BYTES = 12;

    /** The part of a header that a walk over a log needs: up to and with the last offset delta. Bytes. */
    public static final int WALK_BYTES = 27;

    public static final byte MAGIC = 2;
    public static final long NO_TIMESTAMP = -1L;
    public static final long NO_PRODUCER_ID = -1L;

    private static final int LENGTH = 8;
    private static final int LEADER_EPOCH = 12;
    private static final int MAGIC_AT = 16;
    private static final int CRC = 17;
    private static final int ATTRIBUTES = 21;
    private static final int LAST_OFFSET_DELTA = 23;
    private static final int BASE_TIMESTAMP = 27;
    private static final int MAX_TIMESTAMP = 35;
    private static final int PRODUCER_ID = 43;
    private static final int PRODUCER_EPOCH = 51;
    private static final int BASE_SEQUENCE = 53;
    private static final int RECORD_COUNT = 57;

    private static final int COMPRESSION_MASK = 0x07;
    private static final int LOG_APPEND_TIME = 0x08;
    private static final int TRANSACTIONAL = 0x10;
    private static final int CONTROL = 0x20;
    private static final int DELETE_HORIZON = 0x40;

    private RecordBatch() {}

    public static long baseOffset(ByteBuffer buffer, int at) {
        return buffer.getLong(at);
    }

    /** The whole batch, header and all. Bytes. Not checked: may be anything in a damaged batch. */
    public static int sizeInBytes(ByteBuffer buffer, int at) {
        return buffer.getInt(at + LENGTH) + LENGTH_PREFIX_BYTES;
    }

    public static int partitionLeaderEpoch(ByteBuffer buffer, int at) {
        return buffer.getInt(at + LEADER_EPOCH);
    }

    public static byte magic(ByteBuffer buffer, int at) {
        return buffer.get(at + MAGIC_AT);
    }

    public static int attributes(ByteBuffer buffer, int at) {
        return buffer.getShort(at + ATTRIBUTES);
    }

    /** 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd; others are unknown. */
    public static int compressionCodec(ByteBuffer buffer, int at) {
        return attributes(buffer, at) & COMPRESSION_MASK;
    }

    public static boolean isLogAppendTime(ByteBuffer buffer, int at) {
        return (attributes(buffer, at) & LOG_APPEND_TIME) != 0;
    }

    public static boolean isTransactional(ByteBuffer buffer, int at) {
        return (attributes(buffer, at) & TRANSACTIONAL) != 0;
    }

    public static boolean isControl(ByteBuffer buffer, int at) {
        return (attributes(buffer, at) & CONTROL) != 0;
    }

    /** The base timestamp is a delete horizon: only compaction writes this. */
    public static boolean hasDeleteHorizon(ByteBuffer buffer, int at) {
        return (attributes(buffer, at) & DELETE_HORIZON) != 0;
    }

    public static int lastOffsetDelta(ByteBuffer buffer, int at) {
        return buffer.getInt(at + LAST_OFFSET_DELTA);
    }

    public static long lastOffset(ByteBuffer buffer, int at) {
        return baseOffset(buffer, at) + lastOffsetDelta(buffer, at);
    }

    public static long baseTimestamp(ByteBuffer buffer, int at) {
        return buffer.getLong(at + BASE_TIMESTAMP);
    }

    public static long maxTimestamp(ByteBuffer buffer, int at) {
        return buffer.getLong(at + MAX_TIMESTAMP);
    }

    public static long producerId(ByteBuffer buffer, int at) {
        return buffer.getLong(at + PRODUCER_ID);
    }

    public static short producerEpoch(ByteBuffer buffer, int at) {
        return buffer.getShort(at + PRODUCER_EPOCH);
    }

    public static int baseSequence(ByteBuffer buffer, int at) {
        return buffer.getInt(at + BASE_SEQUENCE);
    }

    public static int recordCount(ByteBuffer buffer, int at) {
        return buffer.getInt(at + RECORD_COUNT);
    }

    /** As written in the header; see {@link #isCrcValid}. */
    public static int crc(ByteBuffer buffer, int at) {
        return buffer.getInt(at + CRC);
    }

    /** Whether the checksum fits the bytes. The whole batch must lie inside the buffer's limit. */
    public static boolean isCrcValid(ByteBuffer buffer, int at) {
        return crc(buffer, at) == computeCrc(buffer, at);
    }

    public static void setBaseOffset(ByteBuffer buffer, int at, long baseOffset) {
        buffer.putLong(at, baseOffset);
    }

    public static void setPartitionLeaderEpoch(ByteBuffer buffer, int at, int epoch) {
        buffer.putInt(at + LEADER_EPOCH, epoch);
    }

    /** Makes {@code timestampMillis} the time of every record, and the checksum right again. */
    public static void setLogAppendTime(ByteBuffer buffer, int at, long timestampMillis) {
        buffer.putShort(at + ATTRIBUTES, (short) (attributes(buffer, at) | LOG_APPEND_TIME));
        buffer.putLong(at + MAX_TIMESTAMP, timestampMillis);
        buffer.putInt(at + CRC, computeCrc(buffer, at));
    }

    /** After its records were written anew: the codec, the whole size in bytes, and the checksum over both. */
    public static void setCodecAndSize(ByteBuffer buffer, int at, int codec, int sizeInBytes) {
        buffer.putInt(at + LENGTH, sizeInBytes - LENGTH_PREFIX_BYTES);
        buffer.putShort(at + ATTRIBUTES, (short) (attributes(buffer, at) & ~COMPRESSION_MASK | codec));
        buffer.putInt(at + CRC, computeCrc(buffer, at));
    }

    private static int computeCrc(ByteBuffer buffer, int at) {
        CRC32C crc = new CRC32C();
        crc.update(buffer.duplicate().limit(at + sizeInBytes(buffer, at)).position(at + ATTRIBUTES));
        return (int) crc.getValue();
    }
}
