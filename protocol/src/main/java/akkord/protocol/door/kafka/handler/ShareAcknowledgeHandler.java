package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.share.AckBatch;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData.AcknowledgePartition;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData.AcknowledgeTopic;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData.PartitionData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData.ShareAcknowledgeTopicResponse;
import org.apache.kafka.common.protocol.Errors;

/** A member of a share group says what has become of the records it was given, without asking for more. */
final class ShareAcknowledgeHandler implements RequestHandler<ShareAcknowledgeRequestData> {

    private final ShareDoor door;

    ShareAcknowledgeHandler(ShareDoor door) {
        this.door = door;
    }

    @Override
    public void handle(Call call, ShareAcknowledgeRequestData request) {
        String problem = ShareMember.problem(request.groupId(), request.memberId());
        if (problem != null) {
            refuse(call, Errors.INVALID_REQUEST, problem);
            return;
        }
        ShareMember member = new ShareMember(request.groupId(), request.memberId());
        int epoch = request.shareSessionEpoch();
        ShareSession session = door.sessions().find(member);
        if (epoch == ShareFetchPlan.EPOCH_NEW) refuse(call, Errors.INVALID_SHARE_SESSION_EPOCH);
        else if (session == null) refuse(call, Errors.SHARE_SESSION_NOT_FOUND);
        else if (epoch == ShareFetchPlan.EPOCH_FINAL || session.advance(epoch, List.of(), List.of()))
            acknowledge(call, request, session);
        else refuse(call, Errors.INVALID_SHARE_SESSION_EPOCH);
    }

    private static void refuse(Call call, Errors error) {
        refuse(call, error, error.message());
    }

    private static void refuse(Call call, Errors error, String message) {
        call.answer(
                new ShareAcknowledgeResponseData().setErrorCode(error.code()).setErrorMessage(message));
    }

    private void acknowledge(Call call, ShareAcknowledgeRequestData request, ShareSession session) {
        boolean ends = request.shareSessionEpoch() == ShareFetchPlan.EPOCH_FINAL;
        // What its member waits for is not to be acquired for a session that ends now.
        if (ends) call.hurryEarlier();
        door.acknowledging()
                .acknowledge(session.member(), batches(request), AckRules.of(call.version(), request.isRenewAck()))
                .thenAccept(outcomes -> {
                    if (ends) door.endings().end(session);
                    call.answer(response(outcomes)
                            .setAcquisitionLockTimeoutMs(
                                    door.groups().settings(request.groupId()).lockMillis()));
                })
                .whenComplete((answered, fault) -> {
                    if (fault != null) call.fail(fault);
                });
    }

    private static Map<FetchTarget.Key, List<AckBatch>> batches(ShareAcknowledgeRequestData request) {
        Map<FetchTarget.Key, List<AckBatch>> batches = new LinkedHashMap<>();
        for (AcknowledgeTopic topic : request.topics())
            for (AcknowledgePartition partition : topic.partitions()) {
                List<AckBatch> named = new ArrayList<>();
                partition
                        .acknowledgementBatches()
                        .forEach(batch -> named.add(new AckBatch(
                                batch.firstOffset(), batch.lastOffset(), AckRules.types(batch.acknowledgeTypes()))));
                batches.put(FetchTarget.Key.of(topic.topicId(), partition.partitionIndex()), named);
            }
        return batches;
    }

    private ShareAcknowledgeResponseData response(Map<FetchTarget.Key, ShareAcknowledging.Outcome> outcomes) {
        ShareAcknowledgeResponseData response = new ShareAcknowledgeResponseData();
        outcomes.forEach((key, outcome) -> {
            PartitionData data = new PartitionData()
                    .setPartitionIndex(key.partition())
                    .setErrorCode(outcome.error().code())
                    .setErrorMessage(outcome.message());
            if (outcome.error() == Errors.NOT_LEADER_OR_FOLLOWER) tellLeader(response, key, data);
            topic(response, key).partitions().add(data);
        });
        return response;
    }

    private static ShareAcknowledgeTopicResponse topic(ShareAcknowledgeResponseData response, FetchTarget.Key key) {
        ShareAcknowledgeTopicResponse known = response.responses().find(Ids.wire(key.id()));
        if (known != null) return known;
        ShareAcknowledgeTopicResponse topic = new ShareAcknowledgeTopicResponse().setTopicId(Ids.wire(key.id()));
        response.responses().add(topic);
        return topic;
    }

    /** Where the member should go instead (KIP-951). */
    private void tellLeader(ShareAcknowledgeResponseData response, FetchTarget.Key key, PartitionData data) {
        door.current().find(key.topic(), key.id(), key.partition()).ifPresent(leader -> {
            data.currentLeader().setLeaderId(leader.node().id()).setLeaderEpoch(leader.epoch());
            leader.addTo(response.nodeEndpoints());
        });
    }
}
