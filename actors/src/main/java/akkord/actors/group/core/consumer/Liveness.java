package akkord.actors.group.core.consumer;

import akkord.protocol.domain.TopicIdPartition;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** When members were last heard of and what they said they read. Does not survive: members speak again. */
public final class Liveness {

    private static final long NEVER = Long.MAX_VALUE;

    private static final class Sign {
        private final Session session = new Session();
        private final HeartbeatGaps gaps = new HeartbeatGaps();
        private OptionalLong toldMillis = OptionalLong.empty();
        private long giveUpByMillis = NEVER;
        private @Nullable Set<TopicIdPartition> reads;
        private final Set<TopicIdPartition> taken = new HashSet<>();
    }

    private final Map<String, Sign> signs = new HashMap<>();

    /** Its session lasts that long from now on. */
    public void heard(String id, long nowMillis, int sessionTimeoutMillis) {
        Sign sign = signs.computeIfAbsent(id, unknown -> new Sign());
        sign.session.heard(nowMillis, sessionTimeoutMillis);
    }

    /** It was told to come back within that time. */
    public void told(String id, int heartbeatMillis) {
        Sign sign = signs.get(id);
        if (sign != null) sign.toldMillis = OptionalLong.of(heartbeatMillis);
    }

    /** One that is not told when to come back has come. */
    public void beat(String id, int generation, long nowMillis) {
        Sign sign = signs.get(id);
        if (sign != null) sign.gaps.beat(generation, nowMillis);
    }

    /** How far apart its heartbeats come, as it was told or as was seen; empty: not known. */
    public OptionalLong heartbeatMillis(String id) {
        Sign sign = signs.get(id);
        if (sign == null) return OptionalLong.empty();
        return sign.toldMillis.isPresent() ? sign.toldMillis : sign.gaps.longestMillis();
    }

    /** See {@link Session#connectionClosed}. */
    public void connectionClosed(String id, long nowMillis, long graceMillis) {
        Sign sign = signs.get(id);
        if (sign != null) sign.session.connectionClosed(nowMillis, graceMillis);
    }

    /** It says what it reads. */
    public void reads(String id, Set<TopicIdPartition> partitions) {
        Sign sign = signs.get(id);
        if (sign == null) return;
        sign.reads = partitions;
        sign.taken.addAll(partitions);
    }

    /** What it said last; null: it has not said anything. */
    public @Nullable Set<TopicIdPartition> reads(String id) {
        Sign sign = signs.get(id);
        return sign == null ? null : sign.reads;
    }

    /** What it has said that it reads at any time since it was given it. */
    public Set<TopicIdPartition> taken(String id) {
        Sign sign = signs.get(id);
        return sign == null ? Set.of() : sign.taken;
    }

    /** It was told to give something up; one that was told before has no more time for that. */
    public void mustGiveUpBy(String id, long atMillis) {
        Sign sign = signs.get(id);
        if (sign != null) sign.giveUpByMillis = Math.min(sign.giveUpByMillis, atMillis);
    }

    /** It reads these no more, and may be given them again. */
    public void hasGivenUp(String id, Collection<TopicIdPartition> partitions) {
        Sign sign = signs.get(id);
        if (sign == null) return;
        sign.giveUpByMillis = NEVER;
        sign.taken.removeAll(partitions);
    }

    public void forget(String id) {
        signs.remove(id);
    }

    public void clear() {
        signs.clear();
    }

    public long heardMillis(String id) {
        Sign sign = signs.get(id);
        return sign == null ? 0 : sign.session.heardMillis();
    }

    /** For people: why its session is over. */
    public String silence(String id, long nowMillis) {
        Sign sign = signs.get(id);
        return sign == null ? "was never heard of" : sign.session.silence(nowMillis);
    }

    public boolean sessionOver(String id, long nowMillis) {
        Sign sign = signs.get(id);
        return sign != null && sign.session.isOver(nowMillis);
    }

    /** Whether it was told to give something up, or to join again, and has not done so. */
    public boolean mustGiveUp(String id) {
        Sign sign = signs.get(id);
        return sign != null && sign.giveUpByMillis != NEVER;
    }

    public boolean tooSlow(String id, long nowMillis) {
        Sign sign = signs.get(id);
        return sign != null && sign.giveUpByMillis <= nowMillis;
    }

    /** When the next of all these is over; Long.MAX_VALUE: never. */
    public long nextDeadlineMillis() {
        long next = NEVER;
        for (Sign sign : signs.values())
            next = Math.min(next, Math.min(sign.session.endsMillis(), sign.giveUpByMillis));
        return next;
    }
}
