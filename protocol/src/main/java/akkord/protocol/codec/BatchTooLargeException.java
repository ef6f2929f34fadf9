package akkord.protocol.codec;

import java.io.IOException;

/** A compressed batch holds more than its reader is willing to keep in memory. */
public final class BatchTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    BatchTooLargeException(int bytesMax) {
        super("a compressed batch holds more than the " + bytesMax + " bytes that are decompressed at once");
    }
}
