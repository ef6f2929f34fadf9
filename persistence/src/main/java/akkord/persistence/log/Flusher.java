package akkord.persistence.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Forces logs to the disk for all who wait: one thread a node takes everything that waits, forces each log
 * once, and answers all of them. While it forces, the next to come gather.
 */
final class Flusher implements AutoCloseable {

    private final LinkedBlockingQueue<Waiting> queue;
    private final Thread thread;
    private volatile boolean closed;

    /** @param upTo everything below this offset must be durable */
    private record Waiting(PartitionLog log, long upTo, CompletableFuture<Long> done) {}

    /** @param waitersMax how many may wait; one more is refused */
    Flusher(int waitersMax) {
        this.queue = new LinkedBlockingQueue<>(waitersMax);
        this.thread = new Thread(this::run, "akkord-flusher");
        thread.setDaemon(true);
        thread.start();
    }

    /** Completes with the offset up to which {@code log} is durable, {@code upTo} or more. */
    CompletionStage<Long> flush(PartitionLog log, long upTo) {
        if (log.flushedOffset() >= upTo) return CompletableFuture.completedFuture(log.flushedOffset());
        CompletableFuture<Long> done = new CompletableFuture<>();
        if (closed || !queue.offer(new Waiting(log, upTo, done)))
            done.completeExceptionally(new IOException(
                    closed ? "the node is stopping" : "too many flushes wait for the disk: " + queue.size()));
        return done;
    }

    private void run() {
        List<Waiting> round = new ArrayList<>();
        try {
            while (!closed) {
                round.add(queue.take());
                queue.drainTo(round);
                force(round);
                round.clear();
            }
        } catch (InterruptedException closing) {
            refuse(round);
        }
        queue.drainTo(round);
        refuse(round);
    }

    private static void force(List<Waiting> round) {
        Map<PartitionLog, List<Waiting>> byLog = new LinkedHashMap<>();
        for (Waiting waiting : round)
            byLog.computeIfAbsent(waiting.log, log -> new ArrayList<>()).add(waiting);
        byLog.forEach((log, waiting) -> {
            try {
                long flushed = log.force();
                for (Waiting one : waiting) one.done.complete(flushed);
            } catch (IOException | RuntimeException failed) {
                for (Waiting one : waiting) one.done.completeExceptionally(failed);
            }
        });
    }

    private static void refuse(Collection<Waiting> waiting) {
        for (Waiting one : waiting) one.done.completeExceptionally(new IOException("the node is stopping"));
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
