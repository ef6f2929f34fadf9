package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * The fetches of other nodes' replicas, which are followers here. A node has one connection and one session for all
 * of them; at most one of its fetches waits, and the next one hurries it.
 */
final class ReplicaFetchHandler {

    private static final int REPLICA_STATE_FROM = 15;

    /** Sessions of followers that may exist at a time, old ones of broken connections among them. */
    private static final int SESSIONS_MAX = 1000;

    private static final int NO_SESSION = 0;
    private static final int EPOCH_NEW = 0;

    /** How often within replica.lag.time.max.ms. */
    private static final int IDLE_TOLD_PER_LAG = 4;

    private final KafkaDoorContext context;
    private final Leaders leaders;
    private final long idleNanos;
    private final ReplicaSessions sessions = new ReplicaSessions(SESSIONS_MAX);

    ReplicaFetchHandler(KafkaDoorContext context, Leaders leaders) {
        this.context = context;
        this.leaders = leaders;
        this.idleNanos =
                TimeUnit.MILLISECONDS.toNanos(context.settings().number("replica.lag.time.max.ms") / IDLE_TOLD_PER_LAG);
    }

    static boolean isFollower(Call call, FetchRequestData request) {
        return node(call, request) >= 0;
    }

    private static int node(Call call, FetchRequestData request) {
        return call.version() >= REPLICA_STATE_FROM ? request.replicaState().replicaId() : request.replicaId();
    }

    void handle(Call call, FetchRequestData request) {
        int epoch = request.sessionEpoch();
        if (epoch == FetchPlan.EPOCH_FINAL || epoch == EPOCH_NEW) begin(call, request);
        else goOn(call, request);
    }

    /** The first fetch of a session is answered at once: only then the follower knows what to call it. */
    private void begin(Call call, FetchRequestData request) {
        if (request.sessionId() != NO_SESSION) sessions.close(request.sessionId());
        int node = node(call, request);
        long nodeEpoch = request.replicaState().replicaEpoch();
        ReplicaSession session = request.sessionEpoch() == EPOCH_NEW
                ? sessions.open(node, nodeEpoch, call.eventLoop(), System.nanoTime())
                : null;
        boolean once = session == null;
        if (session == null) session = new ReplicaSession(NO_SESSION, node, nodeEpoch, call.eventLoop());
        session.begin(request, System.nanoTime());
        FetchTerms terms = FetchTerms.of(request, context.settings().fetchBytesMax());
        fetch(call, session, new FetchTerms(0, terms.bytesMin(), terms.bytesMax(), terms.isolation()));
        if (once) session.closeInItsLoop();
    }

    private void goOn(Call call, FetchRequestData request) {
        ReplicaSession session = sessions.find(request.sessionId(), call.eventLoop());
        if (session == null) {
            refuse(call, Errors.FETCH_SESSION_ID_NOT_FOUND);
            return;
        }
        // Before this one is looked at: an answer tells of nothing that a later request asks for.
        call.hurryEarlier();
        if (!session.advance(request, System.nanoTime())) {
            refuse(call, Errors.INVALID_FETCH_SESSION_EPOCH);
            return;
        }
        FetchTerms terms = FetchTerms.of(request, context.settings().fetchBytesMax());
        new ReplicaPass(context, leaders, session, terms).tellOfIdle(session.idle(System.nanoTime(), idleNanos));
        fetch(call, session, terms);
    }

    private static void refuse(Call call, Errors why) {
        call.answer(new FetchResponseData().setErrorCode(why.code()));
    }

    private void fetch(Call call, ReplicaSession session, FetchTerms terms) {
        new ReplicaFetch(call, session, terms, () -> new ReplicaPass(context, leaders, session, terms)).run();
    }
}
