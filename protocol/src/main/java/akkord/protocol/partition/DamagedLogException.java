package akkord.protocol.partition;

import java.io.IOException;
import java.nio.file.Path;

/** Bytes that were once durable are not what was written: the partition must go offline, never be cut silently. */
public final class DamagedLogException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final long position;

    public DamagedLogException(Path file, long position, String what) {
        super("damaged log file " + file + " at position " + position + ": " + what);
        this.file = file;
        this.position = position;
    }

    public Path file() {
        return file;
    }

    public long position() {
        return position;
    }
}
