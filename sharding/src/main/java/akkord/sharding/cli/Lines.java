package akkord.sharding.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream as bytes, whatever they are; a line ends at a newline (which is no part of it) or
 * at the end of the stream. Lines share the buffer they were read into: nothing is copied but what straddles
 * two buffers.
 */
final class Lines {

    /** Longer than any record a node may be set to take. */
    static final int LINE_BYTES_MAX = 256 << 20;

    private final InputStream in;
    private final int chunkBytes;
    private final Runnable beforeWaiting;
    private byte[] chunk;
    private int from;
    private int scanned;
    private int to;
    private boolean atEnd;

    /** @param beforeWaiting run whenever the next read may block for long: the moment to send what has gathered */
    Lines(InputStream in, int chunkBytes, Runnable beforeWaiting) {
        this.in = in;
        this.chunkBytes = chunkBytes;
        this.beforeWaiting = beforeWaiting;
        this.chunk = new byte[chunkBytes];
    }

    /** Null at the end. */
    @Nullable
    ByteString next() throws IOException {
        while (true) {
            for (; scanned < to; scanned++) {
                if (chunk[scanned] == '\n') {
                    ByteString line = UnsafeByteOperations.unsafeWrap(chunk, from, scanned - from);
                    from = ++scanned;
                    return line;
                }
            }
            if (atEnd) return rest();
            fill();
        }
    }

    private @Nullable ByteString rest() {
        if (from == to) return null;
        ByteString line = UnsafeByteOperations.unsafeWrap(chunk, from, to - from);
        from = to;
        return line;
    }

    private void fill() throws IOException {
        // A fresh buffer each time: lines handed out still use the old one.
        if (to == chunk.length) {
            int carried = to - from;
            byte[] next = new byte[capacityFor(carried)];
            System.arraycopy(chunk, from, next, 0, carried);
            chunk = next;
            from = 0;
            scanned = carried;
            to = carried;
        }
        if (in.available() == 0) beforeWaiting.run();
        int read = in.read(chunk, to, chunk.length - to);
        if (read < 0) atEnd = true;
        else to += read;
    }

    private int capacityFor(int carried) throws IOException {
        if (carried >= LINE_BYTES_MAX)
            throw new IOException("A line is longer than " + Text.size(LINE_BYTES_MAX) + ": is this a text file?");
        return carried < chunkBytes / 2 ? chunkBytes : Math.min(carried * 2, LINE_BYTES_MAX);
    }
}
