package akkord.actors.partition.core;

import java.nio.ByteBuffer;

/** Walks the uncompressed records of a batch, as far as their keys; makes no object of any. */
final class RecordWalk {

    private static final int VARINT_BITS_MAX = 35;
    private static final int VARLONG_BITS_MAX = 70;

    private final ByteBuffer bytes;
    private final int end;
    private int at;
    private int sizeInBytes;
    private long timestampDelta;
    private boolean hasKey;

    /** @param from where the first record begins @param end behind the last one */
    RecordWalk(ByteBuffer bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
    }

    /** Goes to the next record. */
    void next() throws MalformedRecord {
        int from = at;
        long length = varint(VARINT_BITS_MAX);
        if (length <= 0 || length > end - at) throw MalformedRecord.INSTANCE;
        int next = at + (int) length;
        at++; // the record's attributes
        timestampDelta = varint(VARLONG_BITS_MAX);
        varint(VARINT_BITS_MAX); // offset delta
        long keyLength = varint(VARINT_BITS_MAX);
        if (keyLength < -1 || keyLength > next - at) throw MalformedRecord.INSTANCE;
        hasKey = keyLength >= 0;
        at = next;
        sizeInBytes = next - from;
    }

    boolean isAtEnd() {
        return at == end;
    }

    /** Of the present record, as are the others. */
    int sizeInBytes() {
        return sizeInBytes;
    }

    long timestampDelta() {
        return timestampDelta;
    }

    boolean hasKey() {
        return hasKey;
    }

    /** A zigzag-encoded number of variable length. */
    private long varint(int bitsMax) throws MalformedRecord {
        long value = 0;
        for (int shift = 0; shift < bitsMax; shift += 7) {
            if (at >= end) throw MalformedRecord.INSTANCE;
            byte next = bytes.get(at++);
            value |= (next & 0x7FL) << shift;
            if (next >= 0) return (value >>> 1) ^ -(value & 1);
        }
        throw MalformedRecord.INSTANCE;
    }

    /** Found out in the middle of a walk; without a stack, for it is an answer. */
    static final class MalformedRecord extends Exception {

        private static final long serialVersionUID = 1L;

        static final MalformedRecord INSTANCE = new MalformedRecord();

        private MalformedRecord() {
            super("malformed record", null, false, false);
        }
    }
}
