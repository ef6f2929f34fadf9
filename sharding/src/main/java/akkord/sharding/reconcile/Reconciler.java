package akkord.sharding.reconcile;

import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.partition.PartitionCommand.Assign;
import akkord.sharding.allocation.ReplicaId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Compares what the metadata says this node holds with what its replicas were told, and yields the
 * difference as actions. A replica's files are deleted only when its topic's id is gone from the metadata;
 * one that moved to other nodes is closed and its files are kept.
 */
final class Reconciler {

    /** What to do with one replica. */
    sealed interface Action {

        record AssignReplica(ReplicaId replica, Assign assign) implements Action {}

        record CloseReplica(ReplicaId replica, TopicPartition partition, boolean deleteFiles) implements Action {}
    }

    private final int nodeId;
    private final Map<ReplicaId, Assign> told = new HashMap<>();
    /** A folder is named after topic and number: its next replica waits until the former has let go. */
    private final Map<TopicPartition, ReplicaId> closing = new HashMap<>();

    Reconciler(int nodeId) {
        this.nodeId = nodeId;
    }

    /** What must happen for the replicas to be as {@code image} says; repeated calls yield only what is new. */
    List<Action> reconcile(MetadataImage image) {
        Map<ReplicaId, Assign> wanted = wanted(image);
        List<Action> actions = new ArrayList<>();
        for (Map.Entry<ReplicaId, Assign> entry : List.copyOf(told.entrySet()))
            if (!wanted.containsKey(entry.getKey()))
                actions.add(close(entry.getKey(), entry.getValue().partition(), image));
        wanted.forEach((replica, assign) -> {
            if (closing.containsKey(assign.partition()) || assign.equals(told.get(replica))) return;
            told.put(replica, assign);
            actions.add(new Action.AssignReplica(replica, assign));
        });
        return actions;
    }

    /** Those that were told and are not {@code open}: their message may be lost and has to be repeated. */
    List<Action> repeat(Predicate<TopicPartition> open) {
        List<Action> actions = new ArrayList<>();
        told.forEach((replica, assign) -> {
            if (!open.test(assign.partition())) actions.add(new Action.AssignReplica(replica, assign));
        });
        return actions;
    }

    /** The replica has closed; whoever waits for its folder is next at the following {@link #reconcile}. */
    void closed(ReplicaId replica) {
        closing.values().removeIf(replica::equals);
    }

    /** The partitions this node was told to hold. */
    Collection<TopicPartition> assigned() {
        return told.values().stream().map(Assign::partition).toList();
    }

    private Action close(ReplicaId replica, TopicPartition partition, MetadataImage image) {
        told.remove(replica);
        closing.put(partition, replica);
        return new Action.CloseReplica(replica, partition, !image.topicNames().containsKey(replica.topicId()));
    }

    private Map<ReplicaId, Assign> wanted(MetadataImage image) {
        Map<ReplicaId, Assign> wanted = new LinkedHashMap<>();
        for (TopicImage topic : image.topics().values()) {
            List<PartitionImage> partitions = topic.partitions();
            for (int number = 0; number < partitions.size(); number++) {
                PartitionImage partition = partitions.get(number);
                if (!partition.replicas().contains(nodeId)) continue;
                wanted.put(
                        new ReplicaId(nodeId, topic.id(), number),
                        new Assign(new TopicPartition(topic.name(), number), topic.id(), partition, topic.config()));
            }
        }
        return wanted;
    }
}
