package akkord.protocol.controller;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the controller understands. Requests hold several topics because Kafka's do; each is answered for itself. */
public sealed interface ControllerCommand extends ControllerMessage {

    /** @param validateOnly check everything, change nothing */
    record CreateTopics(List<NewTopic> topics, boolean validateOnly, ActorRef<TopicResults> replyTo)
            implements ControllerCommand {}

    /**
     * A topic to be made.
     *
     * @param partitions -1: the default
     * @param replicationFactor -1: the default
     * @param assignment replicas by partition, or empty: the controller chooses
     */
    record NewTopic(
            String name,
            int partitions,
            int replicationFactor,
            List<List<Integer>> assignment,
            Map<String, String> config,
            boolean internal) {}

    record DeleteTopics(List<TopicRef> topics, ActorRef<TopicResults> replyTo) implements ControllerCommand {}

    /** By name, or by id where {@code name} is null. */
    record TopicRef(@Nullable String name, @Nullable TopicId id) {}

    record CreatePartitions(List<MorePartitions> topics, boolean validateOnly, ActorRef<TopicResults> replyTo)
            implements ControllerCommand {}

    /** @param total the new count, all told @param assignment of the new ones, or empty */
    record MorePartitions(String topic, int total, List<List<Integer>> assignment) {}

    record AlterConfigs(List<ConfigChange> changes, boolean validateOnly, ActorRef<TopicResults> replyTo)
            implements ControllerCommand {}

    /**
     * Settings of one topic ({@code topic} set), node ({@code node} set; -1 for all nodes) or group ({@code group} set,
     * which need not be there).
     *
     * @param replaceAll drop every setting that is not named in {@code ops} (the old AlterConfigs)
     */
    record ConfigChange(
            @Nullable String topic,
            @Nullable Integer node,
            @Nullable String group,
            boolean replaceAll,
            List<ConfigOp> ops) {

        /** Of a topic or a node. */
        public ConfigChange(@Nullable String topic, @Nullable Integer node, boolean replaceAll, List<ConfigOp> ops) {
            this(topic, node, null, replaceAll, ops);
        }

        public static ConfigChange ofGroup(String group, boolean replaceAll, List<ConfigOp> ops) {
            return new ConfigChange(null, null, group, replaceAll, ops);
        }
    }

    /** One change of one setting. */
    record ConfigOp(String name, Kind kind, @Nullable String value) {
        public enum Kind {
            SET,
            DELETE,
            APPEND,
            SUBTRACT
        }
    }

    /** A node that starts, or whose endpoints changed. Answers the cluster id, or why it may not join. */
    record RegisterNode(NodeImage node, @Nullable String expectedClusterId, ActorRef<StatusReply<String>> replyTo)
            implements ControllerCommand {}

    /**
     * News of a registered node from the membership layer; ignored unless {@code incarnation} is the one that is
     * registered.
     *
     * @param silentMillis for how long nothing was heard of it; 0 while it serves
     */
    record ReportNodeStatus(
            int node, String incarnation, NodeStatus status, long silentMillis, ActorRef<StatusReply<Done>> replyTo)
            implements ControllerCommand {}

    /**
     * A leader's node asks that the in-sync replicas of some partitions become others. Each change is made only if
     * the node leads in that leader epoch and nothing of the partition has changed since that partition epoch.
     *
     * @param nodeEpoch of the asking node
     */
    record AlterPartitions(int node, long nodeEpoch, List<IsrChange> changes, ActorRef<AlterPartitionsResult> replyTo)
            implements ControllerCommand {}

    /**
     * @param newInSyncReplicas among them the leader
     * @param minInsyncReplicas with fewer in sync the leader commits nothing, as far as it knows
     */
    record IsrChange(
            TopicId topic,
            int partition,
            int leaderEpoch,
            int partitionEpoch,
            List<InSyncMember> newInSyncReplicas,
            int minInsyncReplicas)
            implements ControllerMessage {}

    /** @param epoch of the node's process that is known to be in sync; -1 to leave out the check */
    record InSyncMember(int node, long epoch) {}

    /** One outcome for each change, in their order. */
    record AlterPartitionsResult(List<IsrChanged> results) implements ControllerMessage {}

    /**
     * @param image the partition as it is after the change; null where it was refused
     * @param why FENCED_LEADER_EPOCH, INVALID_UPDATE_VERSION: another decision came before;
     *     INELIGIBLE_REPLICA, INVALID_REQUEST, UNKNOWN_TOPIC_ID: will not be made as long as nothing else changes
     */
    record IsrChanged(
            TopicId topic,
            int partition,
            @Nullable PartitionImage image,
            @Nullable Refusal why) {}

    /**
     * A node tells what has become of replicas of its own. Answered like {@link AlterPartitions}, one outcome for each
     * report: the partition as it is by then, recorded for good where the report changed it.
     *
     * @param nodeEpoch of the reporting node
     */
    record ReportReplicas(
            int node, long nodeEpoch, List<ReplicaReport> reports, ActorRef<AlterPartitionsResult> replyTo)
            implements ControllerCommand {}

    /** @param leaderEpoch the latest that the replica knows */
    record ReplicaReport(TopicId topic, int partition, int leaderEpoch, ReplicaNews news)
            implements ControllerMessage {}

    /** What may become of a replica while its node is up. */
    enum ReplicaNews {
        /** Its log can neither be read nor written. */
        OFFLINE,
        /** Nothing more can be written, for example because the disk is full. */
        CANNOT_WRITE,
        /** Its log was closed and opened again, and everything that counted as stored is there. */
        REOPENED,
        /** The same, and some of it is not. */
        REOPENED_WITH_LOSSES
    }

    /** Elect leaders now. @param partitions empty: all that can be @param unclean also replicas that may lack records */
    record ElectLeaders(List<TopicPartition> partitions, boolean unclean, ActorRef<PartitionResults> replyTo)
            implements ControllerCommand {}

    /** Move partitions to other nodes, or, where {@code replicas} is null, call such a move off. */
    record AlterReassignments(List<Reassignment> partitions, ActorRef<PartitionResults> replyTo)
            implements ControllerCommand {}

    /** @param replicas the nodes that shall hold the partition, the preferred leader first */
    record Reassignment(TopicPartition partition, @Nullable List<Integer> replicas) {}

    /** One outcome for each partition. */
    record PartitionResults(List<PartitionResult> results) implements ControllerMessage {}

    /** @param why null when it was done */
    record PartitionResult(
            TopicPartition partition, @Nullable Refusal why) {}

    /** Forget a node that has gone for good. */
    record UnregisterNode(int node, ActorRef<StatusReply<Done>> replyTo) implements ControllerCommand {}

    /** A block of producer ids for a node to hand out, never given twice. */
    record AllocateProducerIds(int node, ActorRef<StatusReply<ProducerIdBlock>> replyTo) implements ControllerCommand {}

    /** The ids {@code first} to {@code first + count - 1}. */
    record ProducerIdBlock(long first, int count) implements ControllerMessage {}

    /** From now on send {@link MetadataUpdate}s there, beginning with the whole image. */
    record Subscribe(int nodeId, ActorRef<MetadataUpdate> subscriber) implements ControllerCommand {}

    /** One outcome for each thing asked, in its order. */
    record TopicResults(List<TopicResult> results) implements ControllerMessage {}

    /** @param why null when it was done (or would be, with validateOnly) @param version the metadata version that shows it */
    record TopicResult(
            @Nullable String name,
            @Nullable TopicId id,
            int partitions,
            int replicationFactor,
            long version,
            @Nullable Refusal why) {}
}
