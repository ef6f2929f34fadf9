package akkord.persistence.log;

import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.LogSlice;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** Whole batches of one segment file, which stays open until the slice is closed. */
record FileSlice(FileCache.@Nullable Handle file, long position, int length, long firstBatchOffset)
        implements LogSlice {

    static final FileSlice EMPTY = new FileSlice(null, 0, 0, -1);

    @Override
    public FileChannel channel() {
        if (file == null) throw new IllegalStateException("an empty slice has no file");
        return file.channel();
    }

    @Override
    public void copyTo(ByteBuffer target) throws IOException {
        if (length == 0) return;
        ByteBuffer part = target.slice(target.position(), length);
        while (part.hasRemaining()) {
            if (channel().read(part, position + part.position()) < 0)
                throw new EOFException("the segment was cut while it was read");
        }
        target.position(target.position() + length);
    }

    @Override
    public DamagedLogException damaged(int at, String what) {
        if (file == null) throw new IllegalStateException("an empty slice has no batches");
        return new DamagedLogException(file.path(), position + at, what);
    }

    @Override
    public void close() {
        if (file != null) file.close();
    }
}
