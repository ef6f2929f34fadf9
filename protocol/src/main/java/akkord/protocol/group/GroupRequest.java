package akkord.protocol.group;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is asked of a group's coordinator. Bytes are the members' own and not looked at, but for the log's story. */
public sealed interface GroupRequest {

    /**
     * @param memberId empty: a new member
     * @param instanceId set by static members, which keep their place while they restart
     * @param needsMemberId whether a new member must ask again under the id it is given, before it counts
     * @param skipsAssignment whether a leader can be told that there is nothing to assign
     * @param reason why, in the client's words
     */
    record Join(
            String memberId,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            int sessionTimeoutMillis,
            int rebalanceTimeoutMillis,
            String protocolType,
            List<MemberProtocol> protocols,
            boolean needsMemberId,
            boolean skipsAssignment,
            String reason)
            implements GroupRequest {

        /** The same of the member of that id. */
        public Join as(String id) {
            return new Join(
                    id,
                    instanceId,
                    clientId,
                    clientHost,
                    sessionTimeoutMillis,
                    rebalanceTimeoutMillis,
                    protocolType,
                    protocols,
                    needsMemberId,
                    skipsAssignment,
                    reason);
        }
    }

    /** @param metadata what the member wants, in the protocol's words */
    record MemberProtocol(String name, byte[] metadata) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof MemberProtocol that
                    && name.equals(that.name)
                    && Arrays.equals(metadata, that.metadata);
        }

        @Override
        public int hashCode() {
            return 31 * name.hashCode() + Arrays.hashCode(metadata);
        }
    }

    /**
     * @param protocolType null: not said
     * @param protocol null: not said
     * @param assignments by member id; from the leader only
     */
    record Sync(
            String memberId,
            @Nullable String instanceId,
            int generation,
            @Nullable String protocolType,
            @Nullable String protocol,
            Map<String, byte[]> assignments)
            implements GroupRequest {}

    record Heartbeat(String memberId, @Nullable String instanceId, int generation) implements GroupRequest {}

    /**
     * A member by the consumer protocol (KIP-848) is there, joins or leaves. Null where it says nothing new.
     *
     * @param memberId chosen by the member; never empty
     * @param memberEpoch the one it is in, or one of the constants here
     * @param rebalanceTimeoutMillis how long it may take to give partitions up; -1: as before
     * @param regex topics whose whole names match, in RE2's syntax; empty: none
     * @param assignor which one of the coordinator's it would like
     * @param owned what it reads
     */
    record ConsumerHeartbeat(
            String memberId,
            int memberEpoch,
            @Nullable String instanceId,
            @Nullable String rackId,
            String clientId,
            String clientHost,
            int rebalanceTimeoutMillis,
            @Nullable List<String> topics,
            @Nullable String regex,
            @Nullable String assignor,
            @Nullable List<TopicIdPartitions> owned)
            implements GroupRequest {

        public static final int JOINS = 0;
        public static final int LEAVES = -1;

        /** A static member that will be back. */
        public static final int LEAVES_FOR_NOW = -2;
    }

    /**
     * A member of a share group (KIP-932) is there, joins or leaves. Null where it says nothing new.
     *
     * @param memberId chosen by the member; never empty
     * @param memberEpoch the one it is in, or one of the constants here
     * @param topics names of those it reads
     */
    record ShareHeartbeat(
            String memberId,
            int memberEpoch,
            @Nullable String rackId,
            String clientId,
            String clientHost,
            @Nullable List<String> topics)
            implements GroupRequest {

        public static final int JOINS = 0;
        public static final int LEAVES = -1;
    }

    /**
     * The share group is to remember that it keeps state of these.
     *
     * @param metadataVersion of the cluster's image in which there are such partitions
     */
    record KeepShares(List<TopicIdPartitions> partitions, long metadataVersion) implements GroupRequest {}

    /** The share group keeps no state of these topics any more. */
    record DropShares(List<TopicId> topics) implements GroupRequest {}

    record Leave(List<Leaver> members) implements GroupRequest {}

    /** @param memberId empty: whoever is {@code instanceId} */
    record Leaver(String memberId, @Nullable String instanceId, String reason) {}

    /**
     * @param generation below zero: from outside of the group
     * @param dialect null: said by an older Akkord, which did not tell
     */
    record CommitOffsets(
            String memberId,
            @Nullable String instanceId,
            int generation,
            List<OffsetToCommit> offsets,
            @Nullable Dialect dialect)
            implements GroupRequest {

        /** By somebody who knows of epochs. */
        public CommitOffsets(
                String memberId, @Nullable String instanceId, int generation, List<OffsetToCommit> offsets) {
            this(memberId, instanceId, generation, offsets, Dialect.EPOCHS);
        }
    }

    /** What the request that brought a commit can say. */
    enum Dialect {
        /** A generation, but no member's epoch: members of the consumer protocol cannot commit so. */
        GENERATIONS,
        EPOCHS
    }

    /**
     * @param leaderEpoch -1: not known
     * @param retentionMillis how long to keep it, as clients before 2.1 may say; -1: as the node is set
     */
    record OffsetToCommit(
            TopicPartition partition,
            TopicId topicId,
            long offset,
            int leaderEpoch,
            String metadata,
            long retentionMillis) {}

    /**
     * @param partitions null: all there are
     * @param memberId of a member by the consumer protocol, which must be in {@code memberEpoch}; null: anybody
     */
    record FetchOffsets(
            @Nullable List<TopicPartition> partitions,
            @Nullable String memberId,
            int memberEpoch) implements GroupRequest {

        /** By anybody. */
        public static FetchOffsets byAnybody(@Nullable List<TopicPartition> partitions) {
            return new FetchOffsets(partitions, null, -1);
        }
    }

    record DeleteOffsets(List<TopicPartition> partitions) implements GroupRequest {}
}
