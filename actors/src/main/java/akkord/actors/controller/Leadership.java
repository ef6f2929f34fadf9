package akkord.actors.controller;

import akkord.actors.controller.PartitionChange.Surroundings;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What nodes that come and go, and requests for another leader, change in the partitions of all topics. */
final class Leadership {

    private final ControllerState state;
    private final ControllerRules rules;
    private final ReplicaRules replicaRules;
    private final Set<Integer> live;
    private final Set<Integer> leaving;

    /** @param node the news: who is what it says from now on, whatever {@code state} says; or null */
    private Leadership(
            ControllerState state, ControllerRules rules, ReplicaRules replicaRules, Map<Integer, NodeStatus> news) {
        this.state = state;
        this.rules = rules;
        this.replicaRules = replicaRules;
        Map<Integer, NodeStatus> statuses = new HashMap<>();
        for (NodeImage node : state.nodes().values()) statuses.put(node.id(), node.status());
        statuses.putAll(news);
        this.live = with(statuses, NodeStatus.UP);
        this.leaving = with(statuses, NodeStatus.LEAVING);
    }

    static Leadership now(ControllerState state, ControllerRules rules, ReplicaRules replicaRules) {
        return new Leadership(state, rules, replicaRules, Map.of());
    }

    /** With {@code node} being {@code status} from now on, whatever {@code state} says. */
    static Leadership with(
            ControllerState state, ControllerRules rules, ReplicaRules replicaRules, int node, NodeStatus status) {
        return new Leadership(state, rules, replicaRules, Map.of(node, status));
    }

    private static Set<Integer> with(Map<Integer, NodeStatus> statuses, NodeStatus status) {
        return statuses.entrySet().stream()
                .filter(entry -> entry.getValue() == status)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(HashSet::new));
    }

    /** A new partition: every live replica is in sync, since there is nothing to have. */
    static PartitionImage first(List<Integer> replicas, Set<Integer> live) {
        List<Integer> inSync = replicas.stream().filter(live::contains).toList();
        int leader = inSync.isEmpty() ? PartitionImage.NO_LEADER : inSync.get(0);
        return new PartitionImage(leader, 0, 0, replicas, inSync.isEmpty() ? replicas : inSync);
    }

    List<PartitionChanges> afterLoss(int node) {
        return everywhere(change -> change.lost(node).result());
    }

    /** {@code node} came back as the process it was. */
    List<PartitionChanges> afterReturn() {
        return everywhere(PartitionChange::result);
    }

    /** {@code node} started anew. @param keptRecords all that it has ever counted as stored is there */
    List<PartitionChanges> afterRestart(int node, boolean keptRecords) {
        return everywhere(change -> (keptRecords ? change.restarted(node) : change.restartedWithLosses(node)).result());
    }

    /** The partitions whose first replica can lead, but does not. */
    List<PartitionChanges> preferred() {
        return everywhere(change -> change.electPreferred().result());
    }

    PartitionChange change(TopicImage topic, PartitionImage partition) {
        return new PartitionChange(partition, around(topic));
    }

    Surroundings around(TopicImage topic) {
        TopicDurability durability = TopicDurability.of(topic, state, rules.settings());
        return new Surroundings(
                live, leaving, durability.minInSyncReplicas(), durability.uncleanElection(), replicaRules);
    }

    private List<PartitionChanges> everywhere(Function<PartitionChange, PartitionImage> decide) {
        List<PartitionChanges> all = new ArrayList<>();
        for (TopicImage topic : state.topics().values()) {
            Surroundings around = around(topic);
            Map<Integer, PartitionImage> changed = new HashMap<>();
            for (int number = 0; number < topic.partitions().size(); number++) {
                PartitionImage before = topic.partitions().get(number);
                PartitionImage after = decide.apply(new PartitionChange(before, around));
                if (!after.equals(before)) changed.put(number, after);
            }
            if (!changed.isEmpty()) all.add(new PartitionChanges(topic.name(), changed));
        }
        return all;
    }
}
