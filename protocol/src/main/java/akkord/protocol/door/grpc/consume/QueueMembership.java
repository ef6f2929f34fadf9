package akkord.protocol.door.grpc.consume;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.group.GroupAccess;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupReply.ConsumerHeartbeatSeen;
import akkord.protocol.group.GroupRequest.ShareHeartbeat;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.grpc.v1.JoinConsumers;
import akkord.protocol.metadata.MetadataImage;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who a stream is in its share group, and what is asked of the coordinator in that name. Changed by its actor only. */
final class QueueMembership {

    private static final String CLIENT = "grpc";

    private final GroupAccess groups;
    private final String group;
    private final List<String> topics;
    private final Duration retryAfter;
    private final String memberId = UUID.randomUUID().toString();
    private int epoch = ShareHeartbeat.JOINS;
    private boolean hasBeaten;
    private Duration beatAfter;
    private List<TopicIdPartitions> assigned = List.of();

    QueueMembership(ConsumeContext context, JoinConsumers join) {
        this.groups = context.groups();
        this.group = join.getGroup();
        this.topics = List.copyOf(join.getTopicsList());
        this.retryAfter = context.settings().retryAfter();
        this.beatAfter = retryAfter;
    }

    /** What is wrong with what a member wants. */
    static @Nullable Refusal problem(JoinConsumers join, MetadataImage image) {
        Refusal wrong = Membership.problem(join, image);
        if (wrong != null || join.getInstanceId().isEmpty()) return wrong;
        return new Refusal(ErrorCode.INVALID_REQUEST, "a queue has no static members: join without instance_id");
    }

    String memberId() {
        return memberId;
    }

    int epoch() {
        return epoch;
    }

    boolean isJoined() {
        return epoch > ShareHeartbeat.JOINS;
    }

    List<TopicIdPartitions> assigned() {
        return assigned;
    }

    Duration beatAfter() {
        return beatAfter;
    }

    CompletionStage<ConsumerHeartbeatSeen> beat() {
        hasBeaten = true;
        return say(epoch, isJoined() ? null : topics);
    }

    private CompletionStage<ConsumerHeartbeatSeen> say(int memberEpoch, @Nullable List<String> wanted) {
        ShareHeartbeat beat = new ShareHeartbeat(memberId, memberEpoch, null, CLIENT, "/" + CLIENT, wanted);
        return groups.ask(group, replyTo -> new GroupCommand.ShareHeartbeat(beat, replyTo));
    }

    /** @return why there is nothing more to say @param seen null: no coordinator has answered */
    @Nullable
    Refusal heard(@Nullable ConsumerHeartbeatSeen seen) {
        beatAfter = retryAfter;
        if (seen == null) return null;
        Refusal why = seen.why();
        if (why != null) return refused(why);
        epoch = seen.memberEpoch();
        beatAfter = Duration.ofMillis(Math.max(1, seen.heartbeatIntervalMillis()));
        List<TopicIdPartitions> told = seen.assignment();
        if (told != null) assigned = told;
        return null;
    }

    private @Nullable Refusal refused(Refusal why) {
        return switch (why.code()) {
            case UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH -> {
                epoch = ShareHeartbeat.JOINS;
                yield null;
            }
            case NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE -> null;
            default -> why;
        };
    }

    /** Also when it has not heard yet that it is a member. */
    void leave() {
        if (hasBeaten) say(ShareHeartbeat.LEAVES, null);
    }
}
