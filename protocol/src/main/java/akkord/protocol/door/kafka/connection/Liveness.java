package akkord.protocol.door.kafka.connection;

import java.util.concurrent.TimeUnit;

/**
 * When something last happened on one connection, and what takes too long there. Written by the connection's event loop,
 * read by any thread.
 */
final class Liveness {

    /** A client slower than this with one request, after {@code receiveTimeout}, is let go. */
    private static final long SLOWEST_BYTES_PER_SECOND = 16 * 1024;

    private final ConnectionSettings settings;
    private volatile boolean ending;
    private volatile long endingSinceNanos;
    private volatile long lastActivityNanos = System.nanoTime();
    private volatile boolean insideFrame;
    private volatile long frameBeganNanos;

    Liveness(ConnectionSettings settings) {
        this.settings = settings;
    }

    void active() {
        lastActivityNanos = System.nanoTime();
    }

    long lastActivityNanos() {
        return lastActivityNanos;
    }

    /** A request has come whole; what came last with it belongs to the next one. */
    void frameEnded() {
        frameBeganNanos = lastActivityNanos;
    }

    /** Whether the client owes the rest of a request. */
    void insideFrame(boolean inside) {
        if (inside && !insideFrame) frameBeganNanos = System.nanoTime();
        insideFrame = inside;
    }

    void end() {
        endingSinceNanos = System.nanoTime();
        ending = true;
    }

    boolean isEnding() {
        return ending;
    }

    /** Nothing happens any more, or it does not take its last answers. */
    boolean isOver(long nowNanos) {
        long idleNanos = settings.idleTimeout().toNanos();
        boolean lingers = ending
                && nowNanos - endingSinceNanos > settings.receiveTimeout().toNanos();
        return lingers || (idleNanos > 0 && nowNanos - lastActivityNanos > idleNanos);
    }

    /** Whether one request takes too long to come, of which there are so many bytes. */
    boolean isTooSlow(long nowNanos, long bytesSoFar) {
        long allowed =
                settings.receiveTimeout().toNanos() + TimeUnit.SECONDS.toNanos(bytesSoFar / SLOWEST_BYTES_PER_SECOND);
        return insideFrame && nowNanos - frameBeganNanos > allowed;
    }
}
