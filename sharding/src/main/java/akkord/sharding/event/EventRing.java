package akkord.sharding.event;

import akkord.protocol.event.ClusterEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The latest events by a number that grows by one with each, the oldest overwritten. Readers keep the
 * number they want next, so that any number of them, however slow, costs the ring nothing. Any thread.
 */
final class EventRing {

    /** An event and its number. */
    record Numbered(long number, ClusterEvent event) {}

    private final @Nullable ClusterEvent[] events;
    private long nextNumber;
    private CompletableFuture<Void> grown = new CompletableFuture<>();

    EventRing(int capacity) {
        events = new ClusterEvent[capacity];
    }

    void add(ClusterEvent event) {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            events[(int) (nextNumber % events.length)] = event;
            nextNumber++;
            waiting = grown;
            grown = new CompletableFuture<>();
        }
        waiting.complete(null);
    }

    /** The number to begin with in order to see the latest {@code last} events, or as many as are remembered. */
    synchronized long numberOfLatest(int last) {
        return Math.max(oldest(), nextNumber - Math.max(0, last));
    }

    /** The first remembered event at or after {@code number}; completes when there is one. */
    CompletionStage<Numbered> at(long number) {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            long found = Math.max(number, oldest());
            if (found < nextNumber) {
                ClusterEvent event = events[(int) (found % events.length)];
                if (event == null) throw new IllegalStateException("event " + found + " is missing");
                return CompletableFuture.completedFuture(new Numbered(found, event));
            }
            waiting = grown;
        }
        return waiting.thenCompose(ignored -> at(number));
    }

    private long oldest() {
        return Math.max(0, nextNumber - events.length);
    }
}
