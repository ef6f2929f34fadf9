package akkord.actors.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Time, chance and the order of things: whatever happens is an event in one queue. */
final class World {

    private static final int TRACE_LINES_MAX = 100_000;

    final SplittableRandom random;
    private final PriorityQueue<Event> queue = new PriorityQueue<>();
    private final @Nullable List<String> trace;
    private long nowMillis;
    private long scheduled;

    private record Event(long atMillis, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    World(long seed, boolean traced) {
        this.random = new SplittableRandom(seed);
        this.trace = traced ? new ArrayList<>() : null;
    }

    long nowMillis() {
        return nowMillis;
    }

    void after(long delayMillis, Runnable action) {
        queue.add(new Event(nowMillis + delayMillis, scheduled++, action));
    }

    /** Runs what comes next; false when nothing is left. */
    boolean step() {
        Event next = queue.poll();
        if (next == null) return false;
        nowMillis = Math.max(nowMillis, next.atMillis());
        next.action().run();
        return true;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** From {@code low} to {@code high}, both included. */
    int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    void tell(Supplier<String> line) {
        if (trace != null && trace.size() < TRACE_LINES_MAX) trace.add("%6d  %s".formatted(nowMillis, line.get()));
    }

    List<String> trace() {
        return trace == null ? List.of() : trace;
    }
}
