package akkord.sharding.group;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Something that is started once, by whoever needs it first. The shard regions of groups cost a start some tenths of a
 * second of processor time, and an empty node has nothing for them to do. Any thread.
 */
public final class FirstUse {

    private final Runnable start;
    private volatile @Nullable CompletableFuture<Void> begun;

    /** @param start may block; when it fails, the next one who needs it tries again */
    public FirstUse(Runnable start) {
        this.start = start;
    }

    boolean isStarted() {
        CompletableFuture<Void> now = begun;
        return now != null && now.isDone() && !now.isCompletedExceptionally();
    }

    /** Completes when it has been started. */
    public synchronized CompletionStage<Void> begin() {
        CompletableFuture<Void> now = begun;
        if (now == null || now.isCompletedExceptionally()) {
            now = CompletableFuture.runAsync(start, FirstUse::beside);
            begun = now;
        }
        return now;
    }

    private static void beside(Runnable task) {
        Thread thread = new Thread(task, "akkord-groups-start");
        thread.setDaemon(true);
        thread.start();
    }
}
