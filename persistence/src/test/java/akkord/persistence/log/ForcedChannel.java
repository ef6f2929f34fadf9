package akkord.persistence.log;

import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** Notes how it was forced; whatever else it is asked is a mistake. */
final class ForcedChannel extends FileChannel {

    /** Whether with the file's times, in order. */
    final List<Boolean> forced = new ArrayList<>();

    @Override
    public void force(boolean metaData) {
        forced.add(metaData);
    }

    @Override
    protected void implCloseChannel() {}

    private static UnsupportedOperationException notAsked() {
        return new UnsupportedOperationException("only to be forced");
    }

    @Override
    public int read(ByteBuffer target) {
        throw notAsked();
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) {
        throw notAsked();
    }

    @Override
    public int write(ByteBuffer source) {
        throw notAsked();
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) {
        throw notAsked();
    }

    @Override
    public long position() {
        throw notAsked();
    }

    @Override
    public FileChannel position(long newPosition) {
        throw notAsked();
    }

    @Override
    public long size() {
        throw notAsked();
    }

    @Override
    public FileChannel truncate(long size) {
        throw notAsked();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw notAsked();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw notAsked();
    }

    @Override
    public int read(ByteBuffer target, long position) {
        throw notAsked();
    }

    @Override
    public int write(ByteBuffer source, long position) {
        throw notAsked();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw notAsked();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw notAsked();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw notAsked();
    }
}
