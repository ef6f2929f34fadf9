package akkord.system;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, with a deadline. */
final class Eventually {

    private static final long POLL_NANOS = 50_000_000;

    private Eventually() {}

    /** @param condition may fail for a while: a cluster that is being broken does not always answer */
    static void holds(String what, Duration atMost, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + atMost.toNanos();
        Exception last = null;
        while (System.nanoTime() < deadline) {
            try {
                if (condition.call()) return;
                last = null;
            } catch (Exception notYet) {
                last = notYet;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new AssertionError("not within " + atMost.toSeconds() + " s: " + what, last);
    }
}
