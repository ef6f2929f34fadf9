package akkord.protocol.partition;

import java.io.IOException;

/** A read outside the log. The message names the valid range. */
public final class OffsetOutOfRangeException extends IOException {

    private static final long serialVersionUID = 1L;

    public OffsetOutOfRangeException(long offset, long logStartOffset, long endOffset) {
        super("offset " + offset + " is out of range: this partition holds " + logStartOffset + " up to " + endOffset);
    }
}
