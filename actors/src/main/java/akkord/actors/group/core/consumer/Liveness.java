package akkord.actors.group.core.consumer;

import akkord.protocol.domain.TopicIdPartition;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** When members were last heard of and what they said they read. Does not survive: members speak again. */
public final class Liveness {

    private static final long NEVER = Long.MAX_VALUE;

    private static final class Sign {
        private long heardMillis;
        private long sessionEndsMillis;
        private long giveUpByMillis = NEVER;
        private @Nullable Set<TopicIdPartition> reads;
    }

    private final Map<String, Sign> signs = new HashMap<>();

    /** Its session lasts that long from now on. */
    public void heard(String id, long nowMillis, int sessionTimeoutMillis) {
        Sign sign = signs.computeIfAbsent(id, unknown -> new Sign());
        sign.heardMillis = nowMillis;
        sign.sessionEndsMillis = nowMillis + sessionTimeoutMillis;
    }

    /** It says what it reads. */
    public void reads(String id, @Nullable Set<TopicIdPartition> partitions) {
        Sign sign = signs.get(id);
        if (sign != null) sign.reads = partitions;
    }

    /** What it said last; null: it has not said anything. */
    public @Nullable Set<TopicIdPartition> reads(String id) {
        Sign sign = signs.get(id);
        return sign == null ? null : sign.reads;
    }

    /** It was told to give something up; one that was told before has no more time for that. */
    public void mustGiveUpBy(String id, long atMillis) {
        Sign sign = signs.get(id);
        if (sign != null) sign.giveUpByMillis = Math.min(sign.giveUpByMillis, atMillis);
    }

    public void hasGivenUp(String id) {
        Sign sign = signs.get(id);
        if (sign != null) sign.giveUpByMillis = NEVER;
    }

    public void forget(String id) {
        signs.remove(id);
    }

    public void clear() {
        signs.clear();
    }

    public long heardMillis(String id) {
        Sign sign = signs.get(id);
        return sign == null ? 0 : sign.heardMillis;
    }

    public boolean sessionOver(String id, long nowMillis) {
        Sign sign = signs.get(id);
        return sign != null && sign.sessionEndsMillis <= nowMillis;
    }

    public boolean tooSlow(String id, long nowMillis) {
        Sign sign = signs.get(id);
        return sign != null && sign.giveUpByMillis <= nowMillis;
    }

    /** When the next of all these is over; Long.MAX_VALUE: never. */
    public long nextDeadlineMillis() {
        long next = NEVER;
        for (Sign sign : signs.values()) next = Math.min(next, Math.min(sign.sessionEndsMillis, sign.giveUpByMillis));
        return next;
    }
}
