package akkord.sharding.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets Ctrl-C or SIGTERM end a command the way it would end by itself: the action tells it to stop, then
 * the JVM waits for it, but not for ever. Close it when the command is done.
 */
final class Interrupt implements AutoCloseable {

    private static final long WAIT_SECONDS_MAX = 5;

    private final CountDownLatch done;
    private final Thread hook;

    private Interrupt(CountDownLatch done, Runnable action) {
        this.done = done;
        hook = new Thread(action, "interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** @param stop tells the command to stop; called on another thread, once at most */
    static Interrupt calls(Runnable stop) {
        CountDownLatch done = new CountDownLatch(1);
        return new Interrupt(done, () -> {
            stop.run();
            awaitDone(done);
        });
    }

    /** @param ending does all that is left to do, because the command itself cannot be woken */
    static Interrupt runs(Runnable ending) {
        return new Interrupt(new CountDownLatch(0), ending);
    }

    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException already) {
            // The JVM is ending: the hook is running and has just been released.
            return;
        }
    }

    private static void awaitDone(CountDownLatch done) {
        try {
            if (!done.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS))
                System.err.println("akkord: gave up waiting for the command to end.");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
