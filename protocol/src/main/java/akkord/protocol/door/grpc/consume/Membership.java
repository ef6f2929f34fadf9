package akkord.protocol.door.grpc.consume;

import akka.actor.typed.ActorRef;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.ConsumerBytes;
import akkord.protocol.group.GroupAccess;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupName;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.OffsetToCommit;
import akkord.protocol.group.RangeAssignment;
import akkord.protocol.grpc.v1.JoinConsumers;
import akkord.protocol.metadata.MetadataImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who a stream is in its group, and what is asked of the coordinator in that name. Changed by its actor only. */
final class Membership {

    private static final String CLIENT = "grpc";
    private static final long AS_SET = -1;
    private static final int NO_EPOCH = -1;

    private final GroupAccess groups;
    private final String group;
    private final @Nullable String instanceId;
    private final List<String> topics;
    private final int sessionMillis;
    private final int rebalanceMillis;
    private String memberId = "";
    private int generation = -1;
    /** Partitions of each topic the group reads, as the leader knew them when it assigned. */
    private Map<String, Integer> assignedFrom = Map.of();

    Membership(ConsumeContext context, JoinConsumers join) {
        this.groups = context.groups();
        this.group = join.getGroup();
        this.instanceId = join.getInstanceId().isEmpty() ? null : join.getInstanceId();
        this.topics = List.copyOf(join.getTopicsList());
        this.sessionMillis = join.getSessionTimeoutMs() == 0
                ? (int) context.settings().sessionDefault().toMillis()
                : join.getSessionTimeoutMs();
        this.rebalanceMillis = (int) context.settings().rebalanceTimeout().toMillis();
    }

    /** What is wrong with what a member wants. */
    static @Nullable Refusal problem(JoinConsumers join, MetadataImage image) {
        if (join.getGroup().isEmpty() || !GroupName.isPossible(join.getGroup()))
            return new Refusal(ErrorCode.INVALID_GROUP_ID, "the message does not name the group");
        if (join.getTopicsCount() == 0) return new Refusal(ErrorCode.INVALID_REQUEST, "the message names no topics");
        for (String topic : join.getTopicsList())
            if (image.topic(topic).isEmpty())
                return new Refusal(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic \"" + topic + "\"");
        return null;
    }

    Duration beatEvery() {
        return Duration.ofMillis(Math.max(1, sessionMillis / 3));
    }

    String memberId() {
        return memberId;
    }

    void is(String id) {
        memberId = id;
    }

    int generation() {
        return generation;
    }

    private <R> CompletionStage<R> ask(Function<ActorRef<R>, GroupCommand> command) {
        return groups.ask(group, command);
    }

    CompletionStage<GroupReply.Joined> join() {
        GroupRequest.Join join = new GroupRequest.Join(
                memberId,
                instanceId,
                CLIENT,
                "/" + CLIENT,
                sessionMillis,
                rebalanceMillis,
                ConsumerBytes.PROTOCOL_TYPE,
                List.of(new GroupRequest.MemberProtocol(RangeAssignment.NAME, ConsumerBytes.subscription(topics))),
                true,
                true,
                "");
        return groups.ask(group, patience(), replyTo -> new GroupCommand.Join(join, replyTo));
    }

    /** A group that was empty waits for more members for at most one rebalance, and then for those it has. */
    private Duration patience() {
        return Duration.ofMillis(3L * rebalanceMillis);
    }

    CompletionStage<GroupReply.Synced> sync(GroupReply.Joined joined, MetadataImage image) {
        memberId = joined.memberId();
        generation = joined.generation();
        boolean leads = memberId.equals(joined.leader());
        Map<String, byte[]> assignments = leads ? assign(joined.members(), image) : Map.of();
        if (!leads) assignedFrom = Map.of();
        GroupRequest.Sync sync = new GroupRequest.Sync(
                memberId,
                instanceId,
                generation,
                ConsumerBytes.PROTOCOL_TYPE,
                RangeAssignment.NAME,
                joined.skipAssignment() ? Map.of() : assignments);
        return groups.ask(group, patience(), replyTo -> new GroupCommand.Sync(sync, replyTo));
    }

    private Map<String, byte[]> assign(List<GroupReply.JoinedMember> members, MetadataImage image) {
        Map<String, Set<String>> subscriptions = new HashMap<>();
        members.forEach(member -> subscriptions.put(member.memberId(), ConsumerBytes.topics(member.metadata())));
        Map<String, Integer> counts = new HashMap<>();
        subscriptions.values().forEach(all -> all.forEach(topic -> counts.put(topic, partitions(topic, image))));
        assignedFrom = counts;
        Map<String, byte[]> bytes = new HashMap<>();
        RangeAssignment.of(subscriptions, topic -> counts.getOrDefault(topic, 0))
                .forEach((member, partitions) -> bytes.put(member, ConsumerBytes.assignment(partitions)));
        return bytes;
    }

    /** Whether this member leads and topics have other partitions than it has assigned. */
    boolean mustAssignAnew(MetadataImage image) {
        return assignedFrom.entrySet().stream()
                .anyMatch(topic -> partitions(topic.getKey(), image) != topic.getValue());
    }

    private static int partitions(String topic, MetadataImage image) {
        return image.topic(topic).map(known -> known.partitions().size()).orElse(0);
    }

    CompletionStage<GroupReply.HeartbeatSeen> beat() {
        GroupRequest.Heartbeat beat = new GroupRequest.Heartbeat(memberId, instanceId, generation);
        return ask(replyTo -> new GroupCommand.Heartbeat(beat, replyTo));
    }

    CompletionStage<GroupReply.OffsetsFetched> committed(List<TopicPartition> partitions) {
        GroupRequest.FetchOffsets fetch = GroupRequest.FetchOffsets.byAnybody(partitions);
        return ask(replyTo -> new GroupCommand.FetchOffsets(fetch, replyTo));
    }

    /** Of topics that are no more nothing is kept. */
    CompletionStage<GroupReply.OffsetsCommitted> commit(
            int inGeneration, Map<TopicPartition, Long> positions, MetadataImage image) {
        List<OffsetToCommit> offsets = new ArrayList<>();
        positions.forEach((partition, offset) -> image.topic(partition.topic())
                .ifPresent(
                        topic -> offsets.add(new OffsetToCommit(partition, topic.id(), offset, NO_EPOCH, "", AS_SET))));
        GroupRequest.CommitOffsets commit = new GroupRequest.CommitOffsets(memberId, instanceId, inGeneration, offsets);
        return ask(replyTo -> new GroupCommand.CommitOffsets(commit, replyTo));
    }

    /** Why not all was kept; empty if it was. @param answer null: there was none */
    static String refusal(GroupReply.@Nullable OffsetsCommitted answer) {
        if (answer == null) return "no coordinator of the group has answered";
        return answer.refusals().stream()
                .filter(Objects::nonNull)
                .map(Refusal::message)
                .findFirst()
                .orElse("");
    }

    /** Static members keep their places for as long as their sessions last. */
    void leave() {
        if (memberId.isEmpty() || instanceId != null) return;
        GroupRequest.Leave leave =
                new GroupRequest.Leave(List.of(new GroupRequest.Leaver(memberId, null, "the stream has ended")));
        this.<GroupReply.Left>ask(replyTo -> new GroupCommand.Leave(leave, replyTo));
    }
}
