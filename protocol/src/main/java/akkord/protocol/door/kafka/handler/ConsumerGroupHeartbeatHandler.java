package akkord.protocol.door.kafka.handler;

import static akkord.protocol.group.GroupRequest.ConsumerHeartbeat.LEAVES_FOR_NOW;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest.ConsumerHeartbeat;
import akkord.protocol.group.GroupType;
import akkord.protocol.group.TopicIdPartitions;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** A member by the consumer protocol (KIP-848) joins, is there, or leaves, and hears what it may read. */
final class ConsumerGroupHeartbeatHandler implements RequestHandler<ConsumerGroupHeartbeatRequestData> {

    /** Members choose their own ids from here on. */
    private static final int OWN_ID_FROM = 1;

    private static final String PROTOCOLS = "group.coordinator.rebalance.protocols";

    private final KafkaDoorContext context;
    private final boolean enabled;

    ConsumerGroupHeartbeatHandler(KafkaDoorContext context) {
        this.context = context;
        String protocols = String.valueOf(context.settings().text(PROTOCOLS));
        this.enabled =
                Arrays.stream(protocols.split(",")).map(String::trim).anyMatch(GroupType.CONSUMER.text()::equals);
    }

    @Override
    public void handle(Call call, ConsumerGroupHeartbeatRequestData request) {
        @Nullable String why = problem(call, request);
        if (!enabled) refuse(call, Errors.UNSUPPORTED_VERSION, PROTOCOLS + " does not name consumer");
        else if (!Coordinators.isName(request.groupId(), true))
            refuse(call, Errors.INVALID_REQUEST, "a group's name must not be empty or very long");
        else if (why != null) refuse(call, Errors.INVALID_REQUEST, why);
        else ask(call, request);
    }

    private void ask(Call call, ConsumerGroupHeartbeatRequestData request) {
        ConsumerHeartbeat heartbeat = heartbeat(call, request);
        HeardMembers heard = HeardMembers.on(call, context.groups());
        if (heartbeat.memberEpoch() < ConsumerHeartbeat.JOINS) heard.left(request.groupId(), heartbeat.memberId());
        else heard.heard(request.groupId(), heartbeat.memberId());
        context.groups()
                .<GroupReply.ConsumerHeartbeatSeen>ask(
                        request.groupId(), replyTo -> new GroupCommand.ConsumerHeartbeat(heartbeat, replyTo))
                .whenComplete((seen, failure) -> call.answer(
                        failure == null
                                ? answer(seen)
                                : new ConsumerGroupHeartbeatResponseData().setErrorCode(Coordinators.code(failure))));
    }

    private static void refuse(Call call, Errors why, String message) {
        call.answer(new ConsumerGroupHeartbeatResponseData()
                .setErrorCode(why.code())
                .setErrorMessage(message));
    }

    /** What no group could make sense of. */
    private static @Nullable String problem(Call call, ConsumerGroupHeartbeatRequestData request) {
        boolean joins = request.memberEpoch() == ConsumerHeartbeat.JOINS;
        if (request.memberId().isEmpty() && !(joins && call.version() < OWN_ID_FROM)) return "a member must say its id";
        if (isEmpty(request.instanceId())) return "an instance id must not be empty";
        if (isEmpty(request.rackId())) return "a rack must not be empty";
        if (request.memberEpoch() < LEAVES_FOR_NOW) return "there is no member epoch " + request.memberEpoch();
        if (request.memberEpoch() == LEAVES_FOR_NOW && request.instanceId() == null)
            return "only a member with an instance id can leave for now";
        return joins ? joinProblem(request) : null;
    }

    private static @Nullable String joinProblem(ConsumerGroupHeartbeatRequestData request) {
        if (request.rebalanceTimeoutMs() < 0) return "who joins must say its rebalance timeout";
        if (request.topicPartitions() == null || !request.topicPartitions().isEmpty())
            return "who joins has no partitions, and must say so";
        boolean subscribes = request.subscribedTopicNames() != null || request.subscribedTopicRegex() != null;
        return subscribes ? null : "who joins must say what it subscribes to";
    }

    private static boolean isEmpty(@Nullable String text) {
        return text != null && text.isEmpty();
    }

    private static ConsumerHeartbeat heartbeat(Call call, ConsumerGroupHeartbeatRequestData request) {
        return new ConsumerHeartbeat(
                request.memberId().isEmpty() ? UUID.randomUUID().toString() : request.memberId(),
                request.memberEpoch(),
                request.instanceId(),
                request.rackId(),
                call.clientId() == null ? "" : call.clientId(),
                call.clientAddress().toString(),
                request.rebalanceTimeoutMs(),
                request.subscribedTopicNames(),
                request.subscribedTopicRegex(),
                request.serverAssignor(),
                owned(request));
    }

    private static @Nullable List<TopicIdPartitions> owned(ConsumerGroupHeartbeatRequestData request) {
        if (request.topicPartitions() == null) return null;
        return request.topicPartitions().stream()
                .map(topic -> new TopicIdPartitions(Ids.ours(topic.topicId()), topic.partitions()))
                .toList();
    }

    private static ConsumerGroupHeartbeatResponseData answer(GroupReply.ConsumerHeartbeatSeen seen) {
        if (seen.why() != null)
            return new ConsumerGroupHeartbeatResponseData()
                    .setErrorCode(Coordinators.code(seen.why()))
                    .setErrorMessage(seen.why().message());
        return new ConsumerGroupHeartbeatResponseData()
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
