package akkord.persistence.journal;

import org.jspecify.annotations.Nullable;

/** The journal cannot serve now: not started, stopped, or its queue is full. The message says which. */
public final class JournalUnavailableException extends RuntimeException {
    public JournalUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
