package akkord.protocol.door.kafka.handler;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The share sessions of a node, at most so many. None makes way for another: a member that holds records must be able to
 * acknowledge them. A session ends when its member says so or its connection does.
 */
final class ShareSessions {

    private final int sessionsMax;
    private final Map<ShareMember, ShareSession> sessions = new HashMap<>();

    ShareSessions(int sessionsMax) {
        this.sessionsMax = sessionsMax;
    }

    synchronized @Nullable ShareSession find(ShareMember member) {
        return sessions.get(member);
    }

    /**
     * Instead of the one its member has had, whose records stay the member's; false when there is no room. Then that
     * one has ended all the same.
     */
    synchronized boolean open(ShareSession session) {
        ShareSession former = sessions.remove(session.member());
        if (former != null) session.follow(former);
        if (sessions.size() >= sessionsMax) return false;
        sessions.put(session.member(), session);
        return true;
    }

    /** False when it has ended before, or another has taken its place. */
    synchronized boolean close(ShareSession session) {
        session.close();
        return sessions.remove(session.member(), session);
    }

    /** Those that were opened on {@code connection}. */
    synchronized List<ShareSession> of(Object connection) {
        return sessions.values().stream()
                .filter(session -> session.isOf(connection))
                .toList();
    }

    synchronized int size() {
        return sessions.size();
    }
}
