package akkord.protocol.door.kafka.handler;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What one fetch request comes to, once its session is looked up.
 *
 * @param error of the session; then there are no targets
 * @param session null: whole, without a session
 * @param incremental only what changed is answered
 */
record FetchPlan(Errors error, @Nullable FetchSession session, boolean incremental, List<FetchTarget> targets) {

    private static final int BY_ID_FROM = 13;
    private static final int NO_SESSION = 0;
    private static final int EPOCH_NEW = 0;
    /** Closes the session. */
    static final int EPOCH_FINAL = -1;

    int sessionId() {
        return session == null ? NO_SESSION : session.id();
    }

    static FetchPlan of(FetchRequestData request, short version, FetchSessions sessions, long nowNanos) {
        boolean byId = version >= BY_ID_FROM;
        int epoch = request.sessionEpoch();
        if (epoch != EPOCH_NEW && epoch != EPOCH_FINAL) return next(request, byId, sessions, nowNanos);
        if (request.sessionId() != NO_SESSION) sessions.close(request.sessionId());
        List<FetchTarget> targets = targets(request);
        FetchSession session = epoch == EPOCH_NEW && !targets.isEmpty()
                ? sessions.open(byId, targets, nowNanos).orElse(null)
                : null;
        return new FetchPlan(Errors.NONE, session, false, targets);
    }

    private static FetchPlan next(FetchRequestData request, boolean byId, FetchSessions sessions, long nowNanos) {
        FetchSession session = sessions.find(request.sessionId()).orElse(null);
        if (session == null) return refused(Errors.FETCH_SESSION_ID_NOT_FOUND);
        if (session.isById() != byId) return refused(Errors.FETCH_SESSION_TOPIC_ID_ERROR);
        if (!session.advance(request.sessionEpoch(), request, nowNanos))
            return refused(Errors.INVALID_FETCH_SESSION_EPOCH);
        List<FetchTarget> targets = session.targets();
        if (!targets.isEmpty()) return new FetchPlan(Errors.NONE, session, true, targets);
        // Everything was forgotten: the session ends, and the client hears it by the id 0.
        sessions.close(session.id());
        return new FetchPlan(Errors.NONE, null, false, targets);
    }

    private static FetchPlan refused(Errors error) {
        return new FetchPlan(error, null, false, List.of());
    }

    /** A partition that is named twice is read once, as it was named last. */
    private static List<FetchTarget> targets(FetchRequestData request) {
        Map<FetchTarget.Key, FetchTarget> targets = new LinkedHashMap<>();
        for (FetchTopic topic : request.topics())
            for (FetchPartition partition : topic.partitions()) {
                FetchTarget.Key key = FetchTarget.Key.of(topic, partition.partition());
                targets.put(key, new FetchTarget(key, partition));
            }
        return List.copyOf(targets.values());
    }
}
