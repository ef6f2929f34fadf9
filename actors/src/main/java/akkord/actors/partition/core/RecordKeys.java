package akkord.actors.partition.core;

import akkord.protocol.batch.RecordBatch;
import java.nio.ByteBuffer;

/** Walks the records of an uncompressed batch, as far as their keys; makes no object of any. */
final class RecordKeys {

    enum Verdict {
        ALL_THERE,
        ONE_MISSING,
        MALFORMED
    }

    private static final int VARINT_BITS_MAX = 35;
    private static final int VARLONG_BITS_MAX = 70;

    private final ByteBuffer bytes;
    private final int end;
    private int at;

    private RecordKeys(ByteBuffer bytes, int batchAt) {
        this.bytes = bytes;
        this.at = batchAt + RecordBatch.HEADER_BYTES;
        this.end = batchAt + RecordBatch.sizeInBytes(bytes, batchAt);
    }

    /** @param batchAt where a batch begins whose frame was found right */
    static Verdict inspect(ByteBuffer bytes, int batchAt) {
        RecordKeys records = new RecordKeys(bytes, batchAt);
        try {
            for (int left = RecordBatch.recordCount(bytes, batchAt); left > 0; left--) {
                if (!records.nextHasKey()) return Verdict.ONE_MISSING;
            }
            return records.at == records.end ? Verdict.ALL_THERE : Verdict.MALFORMED;
        } catch (MalformedRecord malformed) {
            return Verdict.MALFORMED;
        }
    }

    private boolean nextHasKey() throws MalformedRecord {
        long length = varint(VARINT_BITS_MAX);
        if (length <= 0 || length > end - at) throw MalformedRecord.INSTANCE;
        int next = at + (int) length;
        at++; // the record's attributes
        varint(VARLONG_BITS_MAX); // timestamp delta
        varint(VARINT_BITS_MAX); // offset delta
        long keyLength = varint(VARINT_BITS_MAX);
        if (keyLength < -1 || keyLength > next - at) throw MalformedRecord.INSTANCE;
        at = next;
        return keyLength >= 0;
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
    private static final class MalformedRecord extends Exception {

        private static final long serialVersionUID = 1L;

        static final MalformedRecord INSTANCE = new MalformedRecord();

        private MalformedRecord() {
            super("malformed record", null, false, false);
        }
    }
}
