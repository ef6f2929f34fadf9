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
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Compares what the metadata says this node holds with what its replicas were told, and yields the
 * difference as actions. A replica's files are deleted when its topic's id is gone from the metadata, or when a later
 * decision than the one that gave it to this node has given the partition to others.
 */
final class Reconciler {

    /** What to do with one replica. */
    sealed interface Action {

        record AssignReplica(ReplicaId replica, Assign assign) implements Action {}

        record CloseReplica(ReplicaId replica, TopicPartition partition, boolean deleteFiles) implements Action {}
    }

    private final int nodeId;
    private final int openingMax;
    private final Map<ReplicaId, Assign> told = new HashMap<>();
    /** Not told yet: no slot is free, or the folder is not. */
    private final Map<ReplicaId, Assign> waiting = new LinkedHashMap<>();
    /** Those of {@link #told} that hold a slot until they are open. */
    private final Set<ReplicaId> opening = new HashSet<>();
    /** A folder is named after topic and number: its next replica waits until the former has let go. */
    private final Map<TopicPartition, Action.CloseReplica> closing = new HashMap<>();

    /** @param openingMax how many replicas may be opening at a time; the others wait */
    Reconciler(int nodeId, int openingMax) {
        this.nodeId = nodeId;
        this.openingMax = openingMax;
    }

    /**
     * What must happen for the replicas to be as {@code image} says; repeated calls yield only what is new. What
     * finds no free slot comes later, from {@link #opened}. News for a replica that was told takes no slot.
     */
    List<Action> reconcile(MetadataImage image) {
        Map<ReplicaId, Assign> wanted = wanted(image);
        List<Action> actions = new ArrayList<>();
        for (Map.Entry<ReplicaId, Assign> entry : List.copyOf(told.entrySet()))
            if (!wanted.containsKey(entry.getKey())) actions.add(close(entry.getKey(), entry.getValue(), image));
        waiting.clear();
        wanted.forEach((replica, assign) -> {
            if (!told.containsKey(replica)) waiting.put(replica, assign);
            else if (!assign.equals(told.put(replica, assign))) actions.add(new Action.AssignReplica(replica, assign));
        });
        fillSlots(actions);
        return actions;
    }

    /** Those that are {@code open} give their slots to those that wait. */
    List<Action> opened(Predicate<TopicPartition> open) {
        opening.removeIf(replica -> {
            Assign assign = told.get(replica);
            return assign == null || open.test(assign.partition());
        });
        List<Action> actions = new ArrayList<>();
        fillSlots(actions);
        return actions;
    }

    /** What was told and is neither {@code open} nor closed: its message may be lost and has to be repeated. */
    List<Action> repeat(Predicate<TopicPartition> open) {
        List<Action> actions = new ArrayList<>(closing.values());
        told.forEach((replica, assign) -> {
            if (!open.test(assign.partition())) actions.add(new Action.AssignReplica(replica, assign));
        });
        return actions;
    }

    /** The replica has closed; whoever waits for its folder is next at the following {@link #reconcile}. */
    void closed(ReplicaId replica) {
        closing.values().removeIf(close -> close.replica().equals(replica));
    }

    /** The partitions this node is to hold, also those that still wait for a slot. */
    Collection<TopicPartition> assigned() {
        return Stream.concat(told.values().stream(), waiting.values().stream())
                .map(Assign::partition)
                .toList();
    }

    private void fillSlots(List<Action> actions) {
        Iterator<Map.Entry<ReplicaId, Assign>> next = waiting.entrySet().iterator();
        while (opening.size() < openingMax && next.hasNext()) {
            Map.Entry<ReplicaId, Assign> entry = next.next();
            Assign assign = entry.getValue();
            if (closing.containsKey(assign.partition())) continue;
            next.remove();
            told.put(entry.getKey(), assign);
            opening.add(entry.getKey());
            actions.add(new Action.AssignReplica(entry.getKey(), assign));
        }
    }

    private Action close(ReplicaId replica, Assign told, MetadataImage image) {
        this.told.remove(replica);
        opening.remove(replica);
        boolean topicIsGone = !image.topicNames().containsKey(replica.topicId());
        boolean deleteFiles = topicIsGone || hasMoved(told, image);
        Action.CloseReplica close = new Action.CloseReplica(replica, told.partition(), deleteFiles);
        closing.put(told.partition(), close);
        return close;
    }

    private static boolean hasMoved(Assign told, MetadataImage image) {
        return image.partition(told.partition())
                .filter(now -> now.partitionEpoch() > told.image().partitionEpoch())
                .isPresent();
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
