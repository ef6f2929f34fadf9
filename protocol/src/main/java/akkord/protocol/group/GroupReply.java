package akkord.protocol.group;

import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a group's coordinator answers. {@code why} is null when what was asked for was done. */
public sealed interface GroupReply extends GroupMessage {

    /**
     * @param memberId given by the coordinator; with MEMBER_ID_REQUIRED the one to ask again under
     * @param members of the generation, for its leader only
     * @param skipAssignment the leader need not assign anything: nothing has changed
     */
    record Joined(
            @Nullable Refusal why,
            int generation,
            String memberId,
            @Nullable String protocolType,
            @Nullable String protocol,
            String leader,
            boolean skipAssignment,
            List<JoinedMember> members)
            implements GroupReply {

        public static Joined refused(String memberId, Refusal why) {
            return new Joined(why, -1, memberId, null, null, "", false, List.of());
        }
    }

    record JoinedMember(String memberId, @Nullable String instanceId, byte[] metadata) {}

    record Synced(
            @Nullable Refusal why,
            @Nullable String protocolType,
            @Nullable String protocol,
            byte[] assignment) implements GroupReply {

        private static final byte[] NOTHING = {};

        public static Synced refused(Refusal why) {
            return new Synced(why, null, null, NOTHING);
        }
    }

    record HeartbeatSeen(@Nullable Refusal why) implements GroupReply {}

    /**
     * To a member of a group whose coordinator assigns.
     *
     * @param heartbeatIntervalMillis when to say something at the latest
     * @param assignment what the member may read; null: as it was told before
     */
    record ConsumerHeartbeatSeen(
            @Nullable Refusal why,
            String memberId,
            int memberEpoch,
            int heartbeatIntervalMillis,
            @Nullable List<TopicIdPartitions> assignment)
            implements GroupReply {

        public static ConsumerHeartbeatSeen refused(Refusal why) {
            return new ConsumerHeartbeatSeen(why, "", 0, 0, null);
        }
    }

    /** @param members in the order they were asked for; empty when all are refused by {@code why} */
    record Left(@Nullable Refusal why, List<LeaverResult> members) implements GroupReply {}

    record LeaverResult(
            String memberId,
            @Nullable String instanceId,
            @Nullable Refusal why) {}

    /** @param refusals by the place of the offset in the request; null where it was kept */
    record OffsetsCommitted(List<@Nullable Refusal> refusals) implements GroupReply {}

    /** @param offsets only of partitions that have one */
    record OffsetsFetched(@Nullable Refusal why, List<KnownOffset> offsets) implements GroupReply {}

    /** @param leaderEpoch -1: not known */
    record KnownOffset(TopicPartition partition, TopicId topicId, long offset, int leaderEpoch, String metadata) {}

    /** @param refusals by the place of the partition in the request; empty when all are refused by {@code why} */
    record OffsetsDeleted(@Nullable Refusal why, List<@Nullable Refusal> refusals) implements GroupReply {}

    /** @param protocol null while none is agreed on */
    record Described(
            GroupType type,
            GroupPhase phase,
            int generation,
            String protocolType,
            @Nullable String protocol,
            List<DescribedMember> members)
            implements GroupReply {}

    /**
     * A group whose coordinator assigns: of the consumer protocol, or a share group.
     *
     * @param why GROUP_ID_NOT_FOUND also where it is of another type than was asked for
     */
    record ConsumersDescribed(
            @Nullable Refusal why, GroupPhase phase, int epoch, String assignor, List<DescribedConsumer> members)
            implements GroupReply {

        public static ConsumersDescribed refused(Refusal why) {
            return new ConsumersDescribed(why, GroupPhase.DEAD, 0, "", List.of());
        }
    }

    /**
     * @param assigned what it has, or is to give up
     * @param target what it is to have
     * @param classic whether it goes on by the classic protocol
     */
    record DescribedConsumer(
            String memberId,
            @Nullable String instanceId,
            @Nullable String rackId,
            int memberEpoch,
            String clientId,
            String clientHost,
            List<String> topics,
            @Nullable String regex,
            List<TopicIdPartitions> assigned,
            List<TopicIdPartitions> target,
            boolean classic) {}

    /** @param metadata empty unless the group is stable, as {@code assignment} */
    record DescribedMember(
            String memberId,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            byte[] metadata,
            byte[] assignment) {}

    /** @param partitions of which the share group keeps state; some may never have been read */
    record SharesDescribed(@Nullable Refusal why, GroupPhase phase, List<TopicIdPartitions> partitions)
            implements GroupReply {

        public static SharesDescribed refused(Refusal why) {
            return new SharesDescribed(why, GroupPhase.DEAD, List.of());
        }
    }

    record SharesChanged(@Nullable Refusal why) implements GroupReply {}

    record Deleted(@Nullable Refusal why) implements GroupReply {}

    /** Where the coordinator runs. */
    record Located(int node) implements GroupReply {}
}
