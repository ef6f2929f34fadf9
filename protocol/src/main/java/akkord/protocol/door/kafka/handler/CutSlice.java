package akkord.protocol.door.kafka.handler;

import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.LogSlice;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The first batches of a slice; closes it. @param length up to the end of one of its batches. Bytes */
record CutSlice(LogSlice whole, int length) implements LogSlice {

    static LogSlice of(LogSlice whole, int length) {
        return length == whole.length() ? whole : new CutSlice(whole, length);
    }

    @Override
    public FileChannel channel() {
        return whole.channel();
    }

    @Override
    public long position() {
        return whole.position();
    }

    @Override
    public long firstBatchOffset() {
        return whole.firstBatchOffset();
    }

    @Override
    public void copyTo(ByteBuffer target) throws IOException {
        ByteBuffer part = target.slice(target.position(), length);
        while (part.hasRemaining()) {
            if (channel().read(part, position() + part.position()) < 0)
                throw new EOFException("the segment was cut while it was read");
        }
        target.position(target.position() + length);
    }

    @Override
    public DamagedLogException damaged(int at, String what) {
        return whole.damaged(at, what);
    }

    @Override
    public void close() {
        whole.close();
    }
}
