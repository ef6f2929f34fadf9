package akkord.protocol.codec;

import java.io.IOException;

/** Bytes that should be a batch are none, or not the one that was written. The message says what is wrong. */
public final class DamagedBatchException extends IOException {

    private static final long serialVersionUID = 1L;

    public DamagedBatchException(String message) {
        super(message);
    }

    public DamagedBatchException(String message, Throwable cause) {
        super(message, cause);
    }
}
