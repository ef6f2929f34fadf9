package akkord.protocol.partition;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A run of whole record batches inside one segment file, ready to be sent as a file region. It holds the
 * file open until closed; close it exactly once.
 */
public interface LogSlice extends AutoCloseable {

    /** The open file; shared with other readers, so never move its position. */
    FileChannel channel();

    /** Where in the file the first batch begins. Bytes. */
    long position();

    /** Whole batches only. Bytes; 0 when there is nothing to read. */
    int length();

    /** The base offset of the first batch, which may lie below the offset asked for. -1 if empty. */
    long firstBatchOffset();

    /** Copies the slice to {@code target}, which must have room for {@link #length()} bytes. */
    void copyTo(ByteBuffer target) throws IOException;

    /** The error for whoever finds that the batch {@code at} bytes into the slice is wrong; also after closing. */
    DamagedLogException damaged(int at, String what);

    @Override
    void close();
}
