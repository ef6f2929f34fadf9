package akkord.persistence.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** How far this node has applied Raft's log, and who waits for it to get further. */
final class AppliedIndex {

    private final TreeMap<Long, List<CompletableFuture<Void>>> waiting = new TreeMap<>();
    private final Executor executor;
    private long index = -1;

    /** @param executor runs what follows for those who have waited */
    AppliedIndex(Executor executor) {
        this.executor = executor;
    }

    CompletableFuture<Void> await(long wanted, Duration timeout) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        synchronized (this) {
            if (wanted <= index) return CompletableFuture.completedFuture(null);
            waiting.computeIfAbsent(wanted, at -> new ArrayList<>()).add(reached);
        }
        return reached.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((ok, failure) -> {
            if (failure != null) forget(wanted, reached);
        });
    }

    private synchronized void forget(long wanted, CompletableFuture<Void> reached) {
        waiting.computeIfPresent(wanted, (at, all) -> {
            all.remove(reached);
            return all.isEmpty() ? null : all;
        });
    }

    void advanced(long to) {
        List<CompletableFuture<Void>> ready = new ArrayList<>();
        synchronized (this) {
            index = Math.max(index, to);
            Map<Long, List<CompletableFuture<Void>>> reached = waiting.headMap(index, true);
            reached.values().forEach(ready::addAll);
            reached.clear();
        }
        // not on the thread that applies: those who waited read and deserialize
        ready.forEach(one -> one.completeAsync(() -> null, executor));
    }
}
