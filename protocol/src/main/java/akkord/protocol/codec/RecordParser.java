package akkord.protocol.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the uncompressed records of a batch. Whatever the bytes are, it reads nothing outside them and
 * makes nothing larger than they are.
 */
final class RecordParser {

    private final byte[] bytes;
    private final int end;
    private int at;
    private int recordEnd;
    private long timestampDelta;
    private int offsetDelta;

    RecordParser(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.recordEnd = from;
        this.end = end;
    }

    /** Goes to the next record, wherever in the present one the parser stands. */
    void next() throws DamagedBatchException {
        at = recordEnd;
        recordEnd = end;
        int length = length();
        if (length < 0) throw damaged();
        recordEnd = at + length;
        if (length == 0) throw damaged();
        at++; // attributes: none are defined
        timestampDelta = varint();
        offsetDelta = (int) varint();
    }

    long timestampDelta() {
        return timestampDelta;
    }

    int offsetDelta() {
        return offsetDelta;
    }

    /** The next length-prefixed part: key, then value. */
    @Nullable
    ByteString part() throws DamagedBatchException {
        int length = length();
        if (length < 0) return null;
        ByteString part = UnsafeByteOperations.unsafeWrap(bytes, at, length);
        at += length;
        return part;
    }

    /** After key and value. */
    List<RecordHeader> headers() throws DamagedBatchException {
        int count = length();
        if (count == 0) return List.of();
        if (count < 0) throw damaged();
        List<RecordHeader> headers = new ArrayList<>(Math.min(count, 16));
        for (int i = 0; i < count; i++) {
            ByteString name = part();
            if (name == null) throw damaged();
            headers.add(new RecordHeader(name, part()));
        }
        return headers;
    }

    /** A length, or a count of things that take at least a byte each: never more than there is left. -1: absent. */
    private int length() throws DamagedBatchException {
        long length = varint();
        if (length < -1 || length > recordEnd - at) throw damaged();
        return (int) length;
    }

    private long varint() throws DamagedBatchException {
        long zigzag = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at >= recordEnd) throw damaged();
            byte next = bytes[at++];
            zigzag |= (next & 0x7fL) << shift;
            if (next >= 0) return (zigzag >>> 1) ^ -(zigzag & 1);
        }
        throw damaged();
    }

    private static DamagedBatchException damaged() {
        return new DamagedBatchException("the records of a batch do not fit its length");
    }
}
