package akkord.actors.controller;

import static akkord.actors.controller.ReplicaRules.without;

import akkord.actors.controller.ControllerEvent.PartitionsChanged;
import akkord.protocol.controller.ControllerCommand.AlterReassignments;
import akkord.protocol.controller.ControllerCommand.PartitionResult;
import akkord.protocol.controller.ControllerCommand.PartitionResults;
import akkord.protocol.controller.ControllerCommand.Reassignment;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Moves partitions to other nodes: the new replicas are added at once, the old ones go when the new are in sync
 * ({@link PartitionChange}). A move can be called off until then.
 */
final class AlterReassignmentsHandler implements CommandHandler<AlterReassignments, PartitionResults> {

    private final ControllerRules rules;
    private final ReplicaRules replicaRules;

    AlterReassignmentsHandler(ControllerRules rules, ReplicaRules replicaRules) {
        this.rules = rules;
        this.replicaRules = replicaRules;
    }

    @Override
    public Decision<PartitionResults> decide(ControllerState state, AlterReassignments command) {
        ChangedPartitions changed = new ChangedPartitions(state);
        Leadership leadership = Leadership.now(state, rules, replicaRules);
        List<PartitionResult> results = new ArrayList<>();
        for (Reassignment reassignment : command.partitions())
            results.add(new PartitionResult(reassignment.partition(), alter(changed, leadership, reassignment)));
        PartitionsChanged event =
                changed.isEmpty() ? null : new PartitionsChanged(changed.changes(), "a reassignment was asked for");
        return new Decision<>(event, new PartitionResults(results));
    }

    private static @Nullable Refusal alter(
            ChangedPartitions changed, Leadership leadership, Reassignment reassignment) {
        TopicImage topic = changed.state().topics().get(reassignment.partition().topic());
        PartitionImage before = changed.partition(reassignment.partition());
        if (topic == null || before == null)
            return new Refusal(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no partition " + reassignment.partition());
        List<Integer> target = reassignment.replicas();
        Refusal why = target == null ? unfitToCancel(before) : unfit(target, changed.state());
        if (why != null) return why;
        List<Integer> original = without(before.replicas(), before.addingReplicas());
        PartitionChange change = leadership.change(topic, before);
        if (target == null) change.replicas(original, List.of(), List.of());
        else move(change, original, target);
        PartitionImage after = change.result();
        if (dropsCopies(before, after, leadership.around(topic).minInSync()))
            return invalid("too few of the replicas that would stay are in sync, of " + before.inSyncReplicas()
                    + ": acknowledged records would have fewer copies than min.insync.replicas; try again later");
        changed.put(topic, reassignment.partition().partition(), after);
        return null;
    }

    private static void move(PartitionChange change, List<Integer> original, List<Integer> target) {
        List<Integer> adding = without(target, original);
        List<Integer> removing = without(original, target);
        List<Integer> all = Stream.concat(target.stream(), removing.stream()).toList();
        change.replicas(all, adding, removing);
    }

    private static @Nullable Refusal unfitToCancel(PartitionImage partition) {
        if (!partition.isBeingReassigned())
            return new Refusal(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS, "the partition is not being reassigned");
        return null;
    }

    /** A move that is given up takes with it what its new replicas hold, eligible ones too. */
    private static boolean dropsCopies(PartitionImage before, PartitionImage after, int minInSync) {
        int left = copies(after);
        return left < copies(before)
                && left < Math.min(minInSync, after.replicas().size());
    }

    private static int copies(PartitionImage partition) {
        return partition.inSyncReplicas().size()
                + partition.eligibleLeaderReplicas().size();
    }

    private static @Nullable Refusal unfit(List<Integer> target, ControllerState state) {
        if (target.isEmpty()) return invalid("a partition needs at least one replica");
        if (!Outcomes.repeated(target).isEmpty()) return invalid("the same node is named more than once: " + target);
        for (int node : target)
            if (!state.nodes().containsKey(node))
                return invalid("node " + node + " is not in the cluster; the nodes are "
                        + state.nodes().keySet().stream().sorted().toList());
        return null;
    }

    private static Refusal invalid(String sentence) {
        return new Refusal(ErrorCode.INVALID_REPLICA_ASSIGNMENT, sentence);
    }
}
