package akkord.persistence.log;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Forces logs to the disk for all who wait: one thread a node takes every log that somebody waits for, forces
 * each once, and answers. While it forces, the next to come gather: all who wait for the same log share one
 * entry, so that there are never more of them than open logs, and nobody need be refused.
 */
final class Flusher implements AutoCloseable {

    private final Map<PartitionLog, CompletableFuture<Long>> waiting = new LinkedHashMap<>();
    private final Thread thread;
    private boolean closed;

    Flusher() {
        this.thread = new Thread(this::run, "akkord-flusher");
        thread.setDaemon(true);
        thread.start();
    }

    /** Completes with the offset up to which {@code log} is durable: {@code upTo} or more, unless it was cut meanwhile. */
    CompletionStage<Long> flush(PartitionLog log, long upTo) {
        long flushed = log.flushedOffset();
        if (flushed >= upTo) return CompletableFuture.completedFuture(flushed);
        synchronized (this) {
            if (closed) return CompletableFuture.failedFuture(new IOException("the node is stopping"));
            CompletableFuture<Long> done = waiting.computeIfAbsent(log, first -> new CompletableFuture<>());
            notifyAll();
            return done.minimalCompletionStage();
        }
    }

    /** Logs that wait for their turn. */
    synchronized int queued() {
        return waiting.size();
    }

    private void run() {
        for (Map<PartitionLog, CompletableFuture<Long>> round = take(); !round.isEmpty(); round = take())
            round.forEach(Flusher::force);
    }

    /** Everything that waits; nothing only when the flusher is closed. Who comes from here on waits for another force. */
    private synchronized Map<PartitionLog, CompletableFuture<Long>> take() {
        try {
            while (waiting.isEmpty() && !closed) wait();
        } catch (InterruptedException interrupted) {
            // Nobody does; what waits is still forced.
            closed = true;
        }
        Map<PartitionLog, CompletableFuture<Long>> round = new LinkedHashMap<>(waiting);
        waiting.clear();
        return round;
    }

    private static void force(PartitionLog log, CompletableFuture<Long> done) {
        try {
            done.complete(log.force());
        } catch (IOException | RuntimeException failed) {
            done.completeExceptionally(failed);
        }
    }

    /** What waits already is still forced. Not by interrupting: that would close a file under its other users. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
