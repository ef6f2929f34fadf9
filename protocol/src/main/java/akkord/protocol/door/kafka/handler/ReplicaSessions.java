package akkord.protocol.door.kafka.handler;

import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of the followers that fetch from this node. Nodes are few, so there is always room: what is left over
 * of a connection that broke goes when its follower comes again, or after two minutes.
 */
final class ReplicaSessions {

    private static final long UNUSED_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final int sessionsMax;
    private final Map<Integer, ReplicaSession> sessions = new HashMap<>();

    ReplicaSessions(int sessionsMax) {
        this.sessionsMax = sessionsMax;
    }

    synchronized @Nullable ReplicaSession find(int id, EventExecutor loop) {
        ReplicaSession session = sessions.get(id);
        return session != null && session.isOf(loop) ? session : null;
    }

    /** Null when there are too many, all in use. */
    @Nullable
    ReplicaSession open(int node, long nodeEpoch, EventExecutor loop, long nowNanos) {
        closeIf(old ->
                (old.node() == node && old.nodeEpoch() != nodeEpoch) || nowNanos - old.lastUsedNanos() > UNUSED_NANOS);
        synchronized (this) {
            if (sessions.size() >= sessionsMax) return null;
            int id = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
            while (sessions.containsKey(id)) id = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
            ReplicaSession session = new ReplicaSession(id, node, nodeEpoch, loop);
            sessions.put(id, session);
            return session;
        }
    }

    void close(int id) {
        closeIf(session -> session.id() == id);
    }

    /** Each ends in its own event loop. */
    private void closeIf(Predicate<ReplicaSession> which) {
        List<ReplicaSession> gone;
        synchronized (this) {
            gone = sessions.values().stream().filter(which).toList();
            gone.forEach(session -> sessions.remove(session.id()));
        }
        gone.forEach(ReplicaSession::closeInItsLoop);
    }
}
