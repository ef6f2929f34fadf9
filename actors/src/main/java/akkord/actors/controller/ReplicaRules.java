package akkord.actors.controller;

import akkord.protocol.controller.ControllerCommand.InSyncMember;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decisions on which it rests that no committed record is lost at an election, each by itself. Tests replace one
 * at a time to show what goes wrong without it.
 */
class ReplicaRules {

    static final ReplicaRules KAFKA = new ReplicaRules();

    /** A proposal of in-sync replicas was made in knowledge of the last decision. */
    boolean isUpToDate(PartitionImage partition, int partitionEpoch) {
        return partitionEpoch == partition.partitionEpoch();
    }

    /** Who joins is up, and is the very process whose fetches the leader has seen (KIP-903). */
    boolean mayJoin(@Nullable NodeImage node, InSyncMember member) {
        return node != null && node.status() == NodeStatus.UP && node.epoch() == member.epoch();
    }

    /** What a process of that node that may have lost records leaves of {@code replicas}: all but the node. */
    List<Integer> afterLossyRestart(List<Integer> replicas, int node) {
        return without(replicas, List.of(node));
    }

    /**
     * Whether a process leads on in the epoch its former self led in: never. What that wrote last may be gone while
     * others have it, and would be written anew in its place.
     */
    boolean mayLeadOn(int restarted) {
        return false;
    }

    /** Who is no replica any more drops its log: should it become one again, nothing it said before may count. */
    boolean mayKeepEpoch(List<Integer> replicasBefore, List<Integer> replicas) {
        return replicas.containsAll(replicasBefore);
    }

    /** With so few in sync nothing is committed: the leader may not have heard yet what the topic asks for now. */
    int enoughInSync(int topicAsksFor, int leaderCommitsBy) {
        return Math.min(topicAsksFor, leaderCommitsBy);
    }

    /**
     * Who may lead besides the in-sync replicas (KIP-966): as long as these are too few nothing is committed, so that
     * whoever left since then lacks nothing.
     *
     * @param minInSync with so many in sync the leader may commit
     */
    List<Integer> eligible(PartitionImage before, Collection<Integer> candidates, List<Integer> inSync, int minInSync) {
        if (inSync.size() >= minInSync) return List.of();
        List<Integer> eligible = new ArrayList<>(candidates);
        before.inSyncReplicas().stream()
                .filter(node -> !eligible.contains(node))
                .forEach(eligible::add);
        return without(eligible, inSync);
    }

    static List<Integer> without(List<Integer> nodes, Collection<Integer> others) {
        return nodes.stream().filter(node -> !others.contains(node)).toList();
    }
}
