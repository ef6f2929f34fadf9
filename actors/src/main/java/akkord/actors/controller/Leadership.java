package akkord.actors.controller;

import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Who leads. A leader is a live member of the in-sync replicas, the first in the order of the replicas. The last
 * in-sync replica keeps its place though it is dead, because it alone is known to hold every acknowledged record;
 * the partition then has no leader until it returns.
 */
final class Leadership {

    private Leadership() {}

    /** A new partition: every live replica is in sync, since there is nothing to have. */
    static PartitionImage first(List<Integer> replicas, Set<Integer> live) {
        List<Integer> inSync = replicas.stream().filter(live::contains).toList();
        int leader = inSync.isEmpty() ? PartitionImage.NO_LEADER : inSync.get(0);
        return new PartitionImage(leader, 0, 0, replicas, inSync.isEmpty() ? replicas : inSync);
    }

    /** What changes when {@code node}, no longer in {@code live}, went away. */
    static List<PartitionChanges> afterLoss(Collection<TopicImage> topics, int node, Set<Integer> live) {
        return changes(topics, partition -> elect(withoutUnlessLast(partition, node), partition, live));
    }

    /** What changes when {@code node}, now in {@code live}, came back as the process it was. */
    static List<PartitionChanges> afterReturn(Collection<TopicImage> topics, Set<Integer> live) {
        return changes(topics, partition -> elect(partition.inSyncReplicas(), partition, live));
    }

    /**
     * What changes when {@code node}, now in {@code live}, started anew: it may have lost what it had not
     * flushed, so others that are in sync go before it; where there are none it leads under a new epoch, so that
     * nobody takes it for its former self.
     */
    static List<PartitionChanges> afterRestart(Collection<TopicImage> topics, int node, Set<Integer> live) {
        return changes(topics, partition -> restarted(partition, node, live));
    }

    private static PartitionImage restarted(PartitionImage partition, int node, Set<Integer> live) {
        List<Integer> others = without(partition.inSyncReplicas(), node);
        boolean othersLive = others.stream().anyMatch(live::contains);
        PartitionImage elected = elect(othersLive ? others : partition.inSyncReplicas(), partition, live);
        boolean leadsAsBefore = elected.leader() == node && partition.leader() == node;
        if (!leadsAsBefore) return elected;
        return new PartitionImage(
                node,
                partition.leaderEpoch() + 1,
                partition.partitionEpoch() + 1,
                partition.replicas(),
                elected.inSyncReplicas());
    }

    /** {@code partition} with these in-sync replicas and, if its leader cannot lead any more, another. */
    private static PartitionImage elect(List<Integer> inSync, PartitionImage partition, Set<Integer> live) {
        int leader = leaderOf(inSync, partition, live);
        boolean newLeader = leader != partition.leader();
        if (!newLeader && inSync.equals(partition.inSyncReplicas())) return partition;
        return new PartitionImage(
                leader,
                partition.leaderEpoch() + (newLeader ? 1 : 0),
                partition.partitionEpoch() + 1,
                partition.replicas(),
                inSync);
    }

    private static int leaderOf(List<Integer> inSync, PartitionImage partition, Set<Integer> live) {
        int present = partition.leader();
        if (inSync.contains(present) && live.contains(present)) return present;
        return partition.replicas().stream()
                .filter(replica -> inSync.contains(replica) && live.contains(replica))
                .findFirst()
                .orElse(PartitionImage.NO_LEADER);
    }

    private static List<Integer> withoutUnlessLast(PartitionImage partition, int node) {
        List<Integer> rest = without(partition.inSyncReplicas(), node);
        return rest.isEmpty() ? partition.inSyncReplicas() : rest;
    }

    private static List<Integer> without(List<Integer> nodes, int node) {
        return nodes.contains(node)
                ? nodes.stream().filter(other -> other != node).toList()
                : nodes;
    }

    private static List<PartitionChanges> changes(Collection<TopicImage> topics, UnaryOperator<PartitionImage> change) {
        List<PartitionChanges> all = new ArrayList<>();
        for (TopicImage topic : topics) {
            Map<Integer, PartitionImage> changed = new HashMap<>();
            for (int number = 0; number < topic.partitions().size(); number++) {
                PartitionImage before = topic.partitions().get(number);
                PartitionImage after = change.apply(before);
                if (!after.equals(before)) changed.put(number, after);
            }
            if (!changed.isEmpty()) all.add(new PartitionChanges(topic.name(), changed));
        }
        return all;
    }
}
