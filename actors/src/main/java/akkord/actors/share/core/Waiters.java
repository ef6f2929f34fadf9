package akkord.actors.share.core;

import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareReply.Available;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Who waits until there is something to acquire. Bounded: further ones look again by themselves when their time is over. */
final class Waiters {

    private final Deque<Waiter> waiting = new ArrayDeque<>();

    private record Waiter(ReadableLog readable, long untilMillis, Consumer<Available> to) {}

    void add(ReadableLog readable, long untilMillis, Consumer<Available> to, int waitersMax, long now) {
        waiting.removeIf(each -> each.untilMillis() <= now);
        if (waiting.size() < waitersMax) waiting.add(new Waiter(readable, untilMillis, to));
    }

    /** Takes out those who can have something now. */
    List<Consumer<Available>> ready(Predicate<ReadableLog> isPossible, long now) {
        if (waiting.isEmpty()) return List.of();
        List<Consumer<Available>> ready = new ArrayList<>();
        waiting.removeIf(each -> {
            if (each.untilMillis() <= now) return true;
            boolean isReady = isPossible.test(each.readable());
            if (isReady) ready.add(each.to());
            return isReady;
        });
        return ready;
    }
}
