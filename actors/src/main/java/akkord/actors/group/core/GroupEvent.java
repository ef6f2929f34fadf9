package akkord.actors.group.core;

import akkord.actors.group.core.consumer.ConsumerMember;
import akkord.actors.group.core.consumer.ConsumerTarget;
import akkord.actors.group.core.share.ShareMember;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.GroupRequest.MemberProtocol;
import akkord.protocol.group.TopicIdPartitions;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened to a group, as the journal keeps it. Holds results, never the rules that led to them. */
public sealed interface GroupEvent extends GroupPersisted {

    /**
     * A generation has begun; nobody owns anything yet. Without members the group is empty.
     *
     * @param protocol the one all members know; null without members
     * @param leader who assigns; null without members
     */
    record GenerationBegun(
            int generation,
            String protocolType,
            @Nullable String protocol,
            @Nullable String leader,
            List<StoredMember> members,
            long atMillis)
            implements GroupEvent {}

    /** The generation's leader has said who gets what. @param assignments by member id, of every member */
    record Assigned(int generation, Map<String, byte[]> assignments) implements GroupEvent {}

    /** A static member came back under another id, and has what it had. */
    record MemberReplaced(String formerId, String leader, StoredMember member) implements GroupEvent {}

    /** A member by the consumer protocol is new, or not what it was. */
    record ConsumerMemberKept(ConsumerMember member) implements GroupEvent {}

    /** Another process has taken the place of a static member. */
    record ConsumerMemberReplaced(String formerId, ConsumerMember member) implements GroupEvent {}

    record ConsumerMemberRemoved(String id, long atMillis) implements GroupEvent {}

    /** It has been decided anew who is to have what; the group is in the target's epoch. */
    record ConsumerTargetSet(ConsumerTarget target) implements GroupEvent {}

    /**
     * No member by the consumer protocol is left: the others are a classic group, and all join anew.
     *
     * @param generation the last epoch
     * @param members with what each may still be reading
     */
    record GroupDowngraded(int generation, List<StoredMember> members, long atMillis) implements GroupEvent {}

    /** A member of a share group is new, or not what it was. */
    record ShareMemberKept(ShareMember member) implements GroupEvent {}

    record ShareMemberRemoved(String id, long atMillis) implements GroupEvent {}

    /** It has been decided anew who is to read what; the share group is in the target's epoch, and keeps state of it. */
    record ShareTargetSet(ConsumerTarget target) implements GroupEvent {}

    /** @param metadataVersion of the cluster's image in which there are such partitions */
    record SharesKept(List<TopicIdPartitions> partitions, long metadataVersion) implements GroupEvent {}

    record SharesDropped(List<TopicId> topics) implements GroupEvent {}

    record OffsetsCommitted(List<CommittedOffset> offsets) implements GroupEvent {}

    record OffsetsRemoved(List<TopicPartition> partitions) implements GroupEvent {}

    /** Nothing of it is left: neither members nor offsets nor its generation. */
    record GroupRemoved(long atMillis) implements GroupEvent {}

    /** Says nothing. Of journals that an earlier version has written, which filled up the events of idle groups with it. */
    record GroupParked(long atMillis) implements GroupEvent {}

    /** @param assignment null: as it is */
    record StoredMember(
            String id,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            int sessionTimeoutMillis,
            int rebalanceTimeoutMillis,
            List<MemberProtocol> protocols,
            byte @Nullable [] assignment) {}
}
