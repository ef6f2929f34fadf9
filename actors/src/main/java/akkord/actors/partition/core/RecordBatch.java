package akkord.actors.partition.core;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The fields of a record batch of format v2, read and patched in place; {@code at} is where the batch begins. */
final class RecordBatch {
    static final int HEADER_BYTES = 61;
    static final byte MAGIC = 2;
    static final long NO_TIMESTAMP = -1;

    private RecordBatch() {}

    static long baseOffset(ByteBuffer b, int at) {
        return b.getLong(at);
    }

    static int sizeInBytes(ByteBuffer b, int at) {
        return b.getInt(at + 8) + 12;
    }

    static byte magic(ByteBuffer b, int at) {
        return b.get(at + 16);
    }

    static int attributes(ByteBuffer b, int at) {
        return b.getShort(at + 21);
    }

    static int compressionCodec(ByteBuffer b, int at) {
        return attributes(b, at) & 7;
    }

    static boolean isLogAppendTime(ByteBuffer b, int at) {
        return (attributes(b, at) & 8) != 0;
    }

    static boolean isTransactional(ByteBuffer b, int at) {
        return (attributes(b, at) & 16) != 0;
    }

    static boolean isControl(ByteBuffer b, int at) {
        return (attributes(b, at) & 32) != 0;
    }

    static int lastOffsetDelta(ByteBuffer b, int at) {
        return b.getInt(at + 23);
    }

    static long baseTimestamp(ByteBuffer b, int at) {
        return b.getLong(at + 27);
    }

    static long maxTimestamp(ByteBuffer b, int at) {
        return b.getLong(at + 35);
    }

    static long producerId(ByteBuffer b, int at) {
        return b.getLong(at + 43);
    }

    static short producerEpoch(ByteBuffer b, int at) {
        return b.getShort(at + 51);
    }

    static int baseSequence(ByteBuffer b, int at) {
        return b.getInt(at + 53);
    }

    static int recordCount(ByteBuffer b, int at) {
        return b.getInt(at + 57);
    }

    static int crc(ByteBuffer b, int at) {
        ByteBuffer d = b.duplicate();
        d.limit(at + sizeInBytes(b, at)).position(at + 21);
        CRC32C c = new CRC32C();
        c.update(d);
        return (int) c.getValue();
    }

    static boolean isCrcValid(ByteBuffer b, int at) {
        return b.getInt(at + 17) == crc(b, at);
    }

    static void setBaseOffset(ByteBuffer b, int at, long o) {
        b.putLong(at, o);
    }

    static void setPartitionLeaderEpoch(ByteBuffer b, int at, int e) {
        b.putInt(at + 12, e);
    }

    static void setLogAppendTime(ByteBuffer b, int at, long t) {
        b.putShort(at + 21, (short) (attributes(b, at) | 8));
        b.putLong(at + 35, t);
        b.putInt(at + 17, crc(b, at));
    }
}
