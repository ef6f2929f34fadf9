package akkord.protocol.door.grpc;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.GroupAccess;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupListing;
import akkord.protocol.group.GroupName;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.OffsetToCommit;
import akkord.protocol.group.GroupType;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.grpc.v1.DeleteGroupRequest;
import akkord.protocol.grpc.v1.DeleteGroupResponse;
import akkord.protocol.grpc.v1.DescribeGroupRequest;
import akkord.protocol.grpc.v1.DescribeGroupResponse;
import akkord.protocol.grpc.v1.GroupOffset;
import akkord.protocol.grpc.v1.GroupSummary;
import akkord.protocol.grpc.v1.Groups;
import akkord.protocol.grpc.v1.ListGroupsRequest;
import akkord.protocol.grpc.v1.ListGroupsResponse;
import akkord.protocol.grpc.v1.NewGroupOffset;
import akkord.protocol.grpc.v1.SetGroupOffsetsRequest;
import akkord.protocol.grpc.v1.SetGroupOffsetsResponse;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.share.ShareOffsets;
import akkord.protocol.share.ShareReply;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The calls about consumer groups: any node takes them and asks the group's coordinator. */
final class GroupsService implements Groups {

    private static final int FROM_OUTSIDE = -1;
    private static final int NO_EPOCH = -1;
    private static final long AS_SET = -1;

    private final DoorContext context;
    private final GroupAccess groups;
    private final ShareOffsets shares;
    private final LedHere led;

    GroupsService(DoorContext context) {
        this.context = context;
        this.groups = context.groups();
        this.shares = new ShareOffsets(context::groups, context::shares);
        this.led = new LedHere(context);
    }

    @Override
    public CompletionStage<ListGroupsResponse> list(ListGroupsRequest in) {
        return groups.list().thenApply(all -> {
            ListGroupsResponse.Builder response = ListGroupsResponse.newBuilder();
            all.stream()
                    .sorted(Comparator.comparing(GroupListing::group))
                    .forEach(group -> response.addGroups(
                            summary(group.group(), group.phase(), group.protocolType(), group.type())));
            return response.build();
        });
    }

    @Override
    public CompletionStage<DescribeGroupResponse> describe(DescribeGroupRequest in) {
        String name = GroupName.checked(in.getName());
        return groups.<GroupReply.Described>ask(name, GroupCommand.Describe::new)
                .thenCompose(described -> described.phase() == GroupPhase.DEAD
                        ? CompletableFuture.failedFuture(
                                new RefusedException(ErrorCode.GROUP_ID_NOT_FOUND, "there is no group " + name))
                        : offsets(name, described.type()).thenApply(offsets -> description(name, described, offsets)));
    }

    private CompletionStage<List<GroupOffset>> offsets(String name, GroupType type) {
        if (type == GroupType.SHARE)
            return shares.shares(name)
                    .thenCompose(known -> shares.read(name, List.copyOf(TopicIdPartitions.each(known.partitions()))))
                    .thenApply(this::ofShares);
        GroupRequest.FetchOffsets all = GroupRequest.FetchOffsets.byAnybody(null);
        return groups.<GroupReply.OffsetsFetched>ask(name, replyTo -> new GroupCommand.FetchOffsets(all, replyTo))
                .thenApply(
                        fetched -> fetched.offsets().stream().map(this::offset).toList());
    }

    /** Only of partitions that have been read, or whose keeper says so now. */
    private List<GroupOffset> ofShares(List<ShareOffsets.Stand> stands) {
        List<GroupOffset> offsets = new ArrayList<>();
        for (ShareOffsets.Stand stand : stands) {
            String topic = context.metadata()
                    .image()
                    .topicNames()
                    .get(stand.partition().topic());
            if (topic == null || stand.state().startOffset() == ShareReply.State.NEVER_READ) continue;
            TopicPartition partition =
                    new TopicPartition(topic, stand.partition().partition());
            offsets.add(offset(partition, stand.state().startOffset())
                    .setDone(stand.state().done())
                    .build());
        }
        return offsets;
    }

    private static DescribeGroupResponse description(
            String name, GroupReply.Described described, List<GroupOffset> offsets) {
        DescribeGroupResponse.Builder response = DescribeGroupResponse.newBuilder()
                .setGroup(summary(name, described.phase(), described.protocolType(), described.type()))
                .setGeneration(described.generation())
                .setProtocol(Objects.requireNonNullElse(described.protocol(), ""));
        for (GroupReply.DescribedMember member : described.members())
            response.addMembersBuilder()
                    .setId(member.memberId())
                    .setInstanceId(Objects.requireNonNullElse(member.instanceId(), ""))
                    .setClientId(member.clientId())
                    .setHost(member.clientHost());
        offsets.stream()
                .sorted(Comparator.comparing(GroupOffset::getTopic).thenComparing(GroupOffset::getPartition))
                .forEach(response::addOffsets);
        return response.build();
    }

    private GroupOffset offset(GroupReply.KnownOffset known) {
        return offset(known.partition(), known.offset())
                .setMetadata(known.metadata())
                .build();
    }

    private GroupOffset.Builder offset(TopicPartition partition, long at) {
        GroupOffset.Builder offset = GroupOffset.newBuilder()
                .setTopic(partition.topic())
                .setPartition(partition.partition())
                .setOffset(at);
        LocalPartition local = led.find(partition);
        if (local != null) offset.setEndOffset(local.view().highWatermark());
        return offset;
    }

    @Override
    public CompletionStage<SetGroupOffsetsResponse> setOffsets(SetGroupOffsetsRequest in) {
        String name = GroupName.checked(in.getName());
        List<OffsetToCommit> offsets = new ArrayList<>();
        for (NewGroupOffset offset : in.getOffsetsList()) offsets.add(toCommit(offset));
        return groups.<GroupReply.Described>ask(name, GroupCommand.Describe::new)
                .thenCompose(group -> group.type() == GroupType.SHARE ? start(name, offsets) : commit(name, offsets));
    }

    private CompletionStage<SetGroupOffsetsResponse> start(String name, List<OffsetToCommit> offsets) {
        Map<TopicIdPartition, Long> starts = new HashMap<>();
        for (OffsetToCommit offset : offsets)
            starts.put(new TopicIdPartition(offset.topicId(), offset.partition().partition()), offset.offset());
        return shares.set(name, starts, context.metadata().image().version()).thenApply(changed -> {
            Refusal why = changed.why() != null
                    ? changed.why()
                    : changed.refused().values().stream().findFirst().orElse(null);
            if (why != null) throw new RefusedException(why);
            return SetGroupOffsetsResponse.getDefaultInstance();
        });
    }

    private CompletionStage<SetGroupOffsetsResponse> commit(String name, List<OffsetToCommit> offsets) {
        GroupRequest.CommitOffsets commit = new GroupRequest.CommitOffsets("", null, FROM_OUTSIDE, offsets);
        return groups.<GroupReply.OffsetsCommitted>ask(name, replyTo -> new GroupCommand.CommitOffsets(commit, replyTo))
                .thenApply(committed -> {
                    committed.refusals().stream()
                            .filter(Objects::nonNull)
                            .findFirst()
                            .ifPresent(why -> {
                                throw new RefusedException(explained(why));
                            });
                    return SetGroupOffsetsResponse.getDefaultInstance();
                });
    }

    private static Refusal explained(Refusal why) {
        return why.code() == ErrorCode.UNKNOWN_MEMBER_ID
                ? new Refusal(ErrorCode.NON_EMPTY_GROUP, "the group has members: stop them first")
                : why;
    }

    private OffsetToCommit toCommit(NewGroupOffset offset) {
        TopicImage topic = led.topic(offset.getTopic());
        if (offset.getPartition() < 0
                || offset.getPartition() >= topic.partitions().size())
            throw new RefusedException(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "the topic " + topic.name() + " has " + topic.partitions().size()
                            + " partitions, so none of number " + offset.getPartition());
        if (offset.getOffset() < 0)
            throw new RefusedException(ErrorCode.INVALID_REQUEST, "an offset is not below zero: " + offset.getOffset());
        return new OffsetToCommit(
                new TopicPartition(topic.name(), offset.getPartition()),
                topic.id(),
                offset.getOffset(),
                NO_EPOCH,
                "",
                AS_SET);
    }

    @Override
    public CompletionStage<DeleteGroupResponse> delete(DeleteGroupRequest in) {
        return shares.delete(GroupName.checked(in.getName())).thenApply(deleted -> {
            @Nullable Refusal why = deleted.why();
            if (why != null) throw new RefusedException(why);
            return DeleteGroupResponse.getDefaultInstance();
        });
    }

    private static GroupSummary summary(String name, GroupPhase phase, String protocolType, GroupType type) {
        return GroupSummary.newBuilder()
                .setName(name)
                .setState(phase.text())
                .setProtocolType(protocolType)
                .setType(type.text())
                .build();
    }
}
