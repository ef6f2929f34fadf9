package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;

/**
 * Answers fetches from the partitions' published views, without asking their actors; only a fetch that finds
 * too little waits ({@link FetchWait}).
 */
final class FetchHandler implements RequestHandler<FetchRequestData> {

    private final Leaders leaders;
    private final FetchSessions sessions;
    private final CurrentLeaders current;
    private final KafkaDoorContext context;
    private final ReplicaFetchHandler replicas;

    FetchHandler(KafkaDoorContext context, Leaders leaders, FetchSessions sessions, CurrentLeaders current) {
        this.context = context;
        this.leaders = leaders;
        this.sessions = sessions;
        this.current = current;
        this.replicas = new ReplicaFetchHandler(context, leaders);
    }

    @Override
    public void handle(Call call, FetchRequestData request) {
        if (ReplicaFetchHandler.isFollower(call, request)) {
            replicas.handle(call, request);
            return;
        }
        // A client that closes waits for this answer, which comes after that of its last, waiting fetch.
        if (request.sessionEpoch() == FetchPlan.EPOCH_FINAL && request.topics().isEmpty()) call.hurryEarlier();
        FetchPlan plan = FetchPlan.of(request, call.version(), sessions, System.nanoTime());
        FetchAnswer answer = new FetchAnswer(call, plan, current);
        if (plan.error() != Errors.NONE) {
            call.answer(new FetchResponseData().setErrorCode(plan.error().code()));
            return;
        }
        FetchTerms terms = FetchTerms.of(request, context.settings().fetchBytesMax());
        FetchPass pass = new FetchPass(leaders, terms).run(plan.targets());
        boolean enough = pass.bytes() >= terms.bytesMin() || terms.waitMillisMax() == 0;
        if (enough || pass.hasFailed() || plan.targets().isEmpty()) answer.send(pass);
        else FetchWait.begin(call, answer, leaders, terms, plan.targets(), pass);
    }
}
