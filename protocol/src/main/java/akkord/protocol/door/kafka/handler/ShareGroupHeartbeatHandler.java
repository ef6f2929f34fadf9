package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest.ShareHeartbeat;
import akkord.protocol.group.TopicIdPartitions;
import java.util.List;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData.Assignment;
import org.apache.kafka.common.message.ShareGroupHeartbeatResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A member of a share group (KIP-932) joins, is there, or leaves, and hears what it is to read. */
final class ShareGroupHeartbeatHandler implements RequestHandler<ShareGroupHeartbeatRequestData> {

    private final KafkaDoorContext context;

    ShareGroupHeartbeatHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, ShareGroupHeartbeatRequestData request) {
        @Nullable String why = problem(request);
        if (why != null)
            call.answer(new ShareGroupHeartbeatResponseData()
                    .setErrorCode(Errors.INVALID_REQUEST.code())
                    .setErrorMessage(why));
        else ask(call, request);
    }

    /** What no group could make sense of. */
    private static @Nullable String problem(ShareGroupHeartbeatRequestData request) {
        if (!Coordinators.isName(request.groupId(), true)) return "a group's name must not be empty or very long";
        if (request.memberId().isBlank()) return "a member must say its id";
        if (request.rackId() != null && request.rackId().isBlank()) return "a rack must not be empty";
        if (request.memberEpoch() < ShareHeartbeat.LEAVES) return "there is no member epoch " + request.memberEpoch();
        boolean subscribes = request.subscribedTopicNames() != null
                && !request.subscribedTopicNames().isEmpty();
        return request.memberEpoch() == ShareHeartbeat.JOINS && !subscribes
                ? "who joins must say what it subscribes to"
                : null;
    }

    private void ask(Call call, ShareGroupHeartbeatRequestData request) {
        ShareHeartbeat heartbeat = new ShareHeartbeat(
                request.memberId(),
                request.memberEpoch(),
                request.rackId(),
                call.clientId() == null ? "" : call.clientId(),
                call.clientAddress().toString(),
                request.subscribedTopicNames());
        HeardMembers heard = HeardMembers.on(call, context.groups());
        if (heartbeat.memberEpoch() < ShareHeartbeat.JOINS) heard.left(request.groupId(), heartbeat.memberId());
        else heard.heard(request.groupId(), heartbeat.memberId());
        context.groups()
                .<GroupReply.ConsumerHeartbeatSeen>ask(
                        request.groupId(), replyTo -> new GroupCommand.ShareHeartbeat(heartbeat, replyTo))
                .whenComplete((seen, failure) -> call.answer(
                        failure == null
                                ? answer(seen)
                                : new ShareGroupHeartbeatResponseData().setErrorCode(Coordinators.code(failure))));
    }

    private static ShareGroupHeartbeatResponseData answer(GroupReply.ConsumerHeartbeatSeen seen) {
        if (seen.why() != null)
            return new ShareGroupHeartbeatResponseData()
                    .setErrorCode(Coordinators.code(seen.why()))
                    .setErrorMessage(seen.why().message());
        return new ShareGroupHeartbeatResponseData()
                .setMemberId(seen.memberId())
                .setMemberEpoch(seen.memberEpoch())
                .setHeartbeatIntervalMs(seen.heartbeatIntervalMillis())
                .setAssignment(assignment(seen.assignment()));
    }

    private static @Nullable Assignment assignment(@Nullable List<TopicIdPartitions> assigned) {
        if (assigned == null) return null;
        return new Assignment()
                .setTopicPartitions(assigned.stream()
                        .map(topic -> new TopicPartitions()
                                .setTopicId(Ids.wire(topic.topic()))
                                .setPartitions(topic.partitions()))
                        .toList());
    }
}
