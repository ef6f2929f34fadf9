package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.share.AckBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchPartition;
import org.apache.kafka.common.message.ShareFetchRequestData.FetchTopic;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member of a share group acknowledges what it had and acquires more, of the partitions that this node leads. */
final class ShareFetchHandler implements RequestHandler<ShareFetchRequestData> {

    private static final Logger LOG = LoggerFactory.getLogger(ShareFetchHandler.class);

    private final KafkaDoorContext context;
    private final ShareDoor door;

    ShareFetchHandler(KafkaDoorContext context, ShareDoor door) {
        this.context = context;
        this.door = door;
    }

    @Override
    public void handle(Call call, ShareFetchRequestData request) {
        String problem = problem(request);
        if (problem != null) {
            refuse(call, Errors.INVALID_REQUEST, problem);
            return;
        }
        // What its member waits for is not to be acquired for a session that ends now.
        if (request.shareSessionEpoch() == ShareFetchPlan.EPOCH_FINAL) call.hurryEarlier();
        ShareMember member = new ShareMember(request.groupId(), request.memberId());
        ShareFetchPlan plan = ShareFetchPlan.of(request, member, call.ofConnection(), door.sessions());
        ShareSession session = plan.session();
        if (session != null) answer(call, request, plan, session);
        else if (plan.error() == Errors.SHARE_SESSION_LIMIT_REACHED) refuseLate(call, request);
        else refuse(call, plan.error(), plan.error().message());
    }

    private static @Nullable String problem(ShareFetchRequestData request) {
        String member = ShareMember.problem(request.groupId(), request.memberId());
        if (member != null || !request.isRenewAck()) return member;
        boolean fetches = request.maxBytes() != 0
                || request.minBytes() != 0
                || request.maxRecords() != 0
                || request.maxWaitMs() != 0;
        return fetches ? "A request that renews locks fetches nothing: its bytes, records and wait must be 0." : null;
    }

    private static void refuse(Call call, Errors error, String message) {
        call.answer(new ShareFetchResponseData().setErrorCode(error.code()).setErrorMessage(message));
    }

    /** A member without a session tries again at once: it waits as it would for records. */
    private static void refuseLate(Call call, ShareFetchRequestData request) {
        Errors error = Errors.SHARE_SESSION_LIMIT_REACHED;
        Future<?> later = call.eventLoop()
                .schedule(
                        () -> refuse(call, error, error.message()),
                        Math.max(0, request.maxWaitMs()),
                        TimeUnit.MILLISECONDS);
        call.onHurry(() -> {
            if (later.cancel(false)) refuse(call, error, error.message());
        });
    }

    private void answer(Call call, ShareFetchRequestData request, ShareFetchPlan plan, ShareSession session) {
        if (request.shareSessionEpoch() == ShareFetchPlan.EPOCH_NEW)
            door.endings().watch(call);
        CompletionStage<Map<FetchTarget.Key, ShareAcknowledging.Outcome>> acknowledged = door.acknowledging()
                .acknowledge(session.member(), batches(request), AckRules.of(call.version(), request.isRenewAck()));
        ShareGroups.Settings settings = door.groups().settings(request.groupId());
        ShareTerms terms = ShareTerms.of(request, context.settings().fetchBytesMax(), settings.isolation());
        boolean ends = request.shareSessionEpoch() == ShareFetchPlan.EPOCH_FINAL;
        List<FetchTarget.Key> targets = request.isRenewAck() ? List.of() : plan.targets();
        new ShareFetch(call, door.reader(), session, terms, targets, pass -> acknowledged
                        .thenAccept(outcomes -> {
                            if (ends) door.endings().end(session);
                            new ShareFetchAnswer(call, door.current(), settings.lockMillis()).send(pass, outcomes);
                        })
                        .whenComplete((sent, fault) -> orFail(call, fault)))
                .begin();
    }

    private static void orFail(Call call, @Nullable Throwable fault) {
        if (fault == null) return;
        LOG.error("a share fetch could not be answered", fault);
        refuse(call, Errors.UNKNOWN_SERVER_ERROR, Errors.UNKNOWN_SERVER_ERROR.message());
    }

    private static Map<FetchTarget.Key, List<AckBatch>> batches(ShareFetchRequestData request) {
        Map<FetchTarget.Key, List<AckBatch>> batches = new LinkedHashMap<>();
        for (FetchTopic topic : request.topics())
            for (FetchPartition partition : topic.partitions()) {
                if (partition.acknowledgementBatches().isEmpty()) continue;
                List<AckBatch> named = new ArrayList<>();
                partition
                        .acknowledgementBatches()
                        .forEach(batch -> named.add(new AckBatch(
                                batch.firstOffset(), batch.lastOffset(), AckRules.types(batch.acknowledgeTypes()))));
                batches.put(FetchTarget.Key.of(topic.topicId(), partition.partitionIndex()), named);
            }
        return batches;
    }
}
