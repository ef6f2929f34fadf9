package akkord.protocol.door.kafka.connection;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.protocol.Writable;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.jspecify.annotations.Nullable;

/** Where generated messages write themselves to: a buffer, and the places where records of files belong. */
final class AnswerWriter implements Writable {

    /**
     * Records that one answer may hold copies of; what comes after leaves as file regions, however small. Less than a
     * power of two, so that what stands around them does not double the buffer once more, to 2 MiB.
     */
    private static final long COPIED_BYTES_MAX = 960 * 1024;

    private final ByteBuf out;
    private final int regionBytesMin;
    private final List<Cut> cuts = new ArrayList<>();
    private long copiedBytes;
    private @Nullable IOException failure;

    /** The records come before the byte at this index. */
    record Cut(int at, SliceRecords records) {}

    AnswerWriter(ByteBuf out, int regionBytesMin) {
        this.out = out;
        this.regionBytesMin = regionBytesMin;
    }

    List<Cut> cuts() {
        return cuts;
    }

    long copiedBytes() {
        return copiedBytes;
    }

    /** The interface of the messages cannot throw it. */
    void rethrow() throws IOException {
        if (failure != null) throw failure;
    }

    @Override
    public void writeRecords(BaseRecords records) {
        if (!(records instanceof SliceRecords inFile)) {
            Writable.super.writeRecords(records);
        } else if (inFile.sizeInBytes() >= regionBytesMin || copiedBytes + inFile.sizeInBytes() > COPIED_BYTES_MAX) {
            cuts.add(new Cut(out.writerIndex(), inFile));
        } else {
            copy(inFile);
        }
    }

    /** A few bytes travel better in the answer's own buffer: one system call and one packet instead of two. */
    private void copy(SliceRecords records) {
        int length = records.sizeInBytes();
        if (length > 0) {
            out.ensureWritable(length);
            ByteBuffer target = out.nioBuffer(out.writerIndex(), length);
            try {
                records.slice().copyTo(target);
            } catch (IOException unreadable) {
                failure = unreadable;
                return;
            }
            out.writerIndex(out.writerIndex() + length);
            copiedBytes += length;
        }
        records.close();
    }

    @Override
    public void writeByte(byte value) {
        out.writeByte(value);
    }

    @Override
    public void writeShort(short value) {
        out.writeShort(value);
    }

    @Override
    public void writeInt(int value) {
        out.writeInt(value);
    }

    @Override
    public void writeLong(long value) {
        out.writeLong(value);
    }

    @Override
    public void writeDouble(double value) {
        out.writeDouble(value);
    }

    @Override
    public void writeByteArray(byte[] value) {
        out.writeBytes(value);
    }

    @Override
    public void writeByteBuffer(ByteBuffer value) {
        out.writeBytes(value.duplicate());
    }

    @Override
    public void writeUnsignedVarint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out.writeByte((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    @Override
    public void writeVarint(int value) {
        writeUnsignedVarint((value << 1) ^ (value >> 31));
    }

    @Override
    public void writeVarlong(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            out.writeByte((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }
}
