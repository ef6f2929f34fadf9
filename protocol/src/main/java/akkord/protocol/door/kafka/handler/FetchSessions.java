package akkord.protocol.door.kafka.handler;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * The fetch sessions of a node, at most so many. When there is no room, the one that nobody has used for
 * longest makes way, if that was a while; without such a one the client gets no session and sends whole fetches.
 */
final class FetchSessions {

    private static final long UNUSED_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final int sessionsMax;
    private final Map<Integer, FetchSession> sessions = new HashMap<>();

    FetchSessions(int sessionsMax) {
        this.sessionsMax = sessionsMax;
    }

    synchronized Optional<FetchSession> find(int id) {
        return Optional.ofNullable(sessions.get(id));
    }

    synchronized Optional<FetchSession> open(boolean byId, List<FetchTarget> targets, long nowNanos) {
        if (sessions.size() >= sessionsMax && !makeRoom(nowNanos)) return Optional.empty();
        FetchSession session = new FetchSession(freeId(), byId, targets, nowNanos);
        sessions.put(session.id(), session);
        return Optional.of(session);
    }

    synchronized void close(int id) {
        sessions.remove(id);
    }

    synchronized int size() {
        return sessions.size();
    }

    private boolean makeRoom(long nowNanos) {
        Optional<FetchSession> unused = sessions.values().stream()
                .filter(session -> nowNanos - session.lastUsedNanos() > UNUSED_NANOS)
                .min(Comparator.comparingLong(FetchSession::lastUsedNanos));
        unused.ifPresent(session -> sessions.remove(session.id()));
        return unused.isPresent();
    }

    /** Random, so that a client of the node's former life does not hit another's session. */
    private int freeId() {
        while (true) {
            int id = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
            if (!sessions.containsKey(id)) return id;
        }
    }
}
