package akkord.protocol.partition;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A fetch that waits on a set of partitions and is completed once: when enough bytes have come on all of
 * them together, when something about one of them changed, or when its owner's deadline passes.
 * Any thread.
 */
public final class PendingFetch {

    private final AtomicLong bytesMissing;
    private final AtomicBoolean done = new AtomicBoolean();
    private final Runnable onReady;

    /**
     * @param minBytes complete when this many bytes have been offered
     * @param onReady run once, by whoever completes it; must not block
     */
    public PendingFetch(long minBytes, Runnable onReady) {
        this.bytesMissing = new AtomicLong(minBytes);
        this.onReady = onReady;
    }

    /** {@code bytes} more can be read. */
    public void offer(long bytes) {
        if (!done.get() && bytesMissing.addAndGet(-bytes) <= 0) complete();
    }

    /** Enough waited: something changed, or the deadline has passed. */
    public void complete() {
        if (done.compareAndSet(false, true)) onReady.run();
    }

    /** Nobody waits any more; partitions forget it. */
    public boolean isDone() {
        return done.get();
    }
}
