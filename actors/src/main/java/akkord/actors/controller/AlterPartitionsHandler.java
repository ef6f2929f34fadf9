package akkord.actors.controller;

import akkord.actors.controller.ControllerEvent.PartitionsChanged;
import akkord.protocol.controller.ControllerCommand.AlterPartitions;
import akkord.protocol.controller.ControllerCommand.AlterPartitionsResult;
import akkord.protocol.controller.ControllerCommand.InSyncMember;
import akkord.protocol.controller.ControllerCommand.IsrChange;
import akkord.protocol.controller.ControllerCommand.IsrChanged;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes the in-sync replicas as a leader asks, if it is the leader and knows the last decision on the partition.
 * That is checked before anything else, so that any other refusal says the proposal itself was not made.
 */
final class AlterPartitionsHandler implements CommandHandler<AlterPartitions, AlterPartitionsResult> {

    private final ControllerRules rules;
    private final ReplicaRules replicaRules;

    AlterPartitionsHandler(ControllerRules rules, ReplicaRules replicaRules) {
        this.rules = rules;
        this.replicaRules = replicaRules;
    }

    @Override
    public Decision<AlterPartitionsResult> decide(ControllerState state, AlterPartitions command) {
        ChangedPartitions changed = new ChangedPartitions(state);
        Leadership leadership = Leadership.now(state, rules, replicaRules);
        List<IsrChanged> results = new ArrayList<>();
        for (IsrChange change : command.changes()) results.add(decide(changed, leadership, command, change));
        PartitionsChanged event = changed.isEmpty()
                ? null
                : new PartitionsChanged(changed.changes(), "as node " + command.node() + ", which leads, proposed");
        return new Decision<>(event, new AlterPartitionsResult(results));
    }

    private IsrChanged decide(
            ChangedPartitions changed, Leadership leadership, AlterPartitions command, IsrChange change) {
        Optional<TopicImage> topic = changed.topic(change.topic());
        if (topic.isEmpty()) return refused(change, ErrorCode.UNKNOWN_TOPIC_ID, "there is no such topic");
        PartitionImage before = changed.partition(topic.get(), change.partition());
        if (before == null) return refused(change, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no such partition");
        Refusal why = overtaken(before, command, change, changed.state());
        if (why == null) why = unfit(before, change, changed.state());
        if (why != null) return new IsrChanged(change.topic(), change.partition(), null, why);
        List<Integer> inSync =
                change.newInSyncReplicas().stream().map(InSyncMember::node).toList();
        PartitionImage after = leadership
                .change(topic.get(), before)
                .inSync(inSync, change.minInsyncReplicas())
                .result();
        changed.put(topic.get(), change.partition(), after);
        return new IsrChanged(change.topic(), change.partition(), after, null);
    }

    private @Nullable Refusal overtaken(
            PartitionImage partition, AlterPartitions command, IsrChange change, ControllerState state) {
        NodeImage asking = state.nodes().get(command.node());
        boolean leads = partition.leader() == command.node() && partition.leaderEpoch() == change.leaderEpoch();
        if (!leads || asking == null || asking.epoch() != command.nodeEpoch())
            return new Refusal(
                    ErrorCode.FENCED_LEADER_EPOCH,
                    "node " + command.node() + " does not lead the partition in leader epoch " + change.leaderEpoch()
                            + ": node " + partition.leader() + " leads in " + partition.leaderEpoch());
        if (replicaRules.isUpToDate(partition, change.partitionEpoch())) return null;
        return new Refusal(
                ErrorCode.INVALID_UPDATE_VERSION,
                "partition epoch " + change.partitionEpoch() + " is over: it is " + partition.partitionEpoch());
    }

    private @Nullable Refusal unfit(PartitionImage partition, IsrChange change, ControllerState state) {
        List<Integer> nodes =
                change.newInSyncReplicas().stream().map(InSyncMember::node).toList();
        boolean valid = nodes.contains(partition.leader())
                && partition.replicas().containsAll(nodes)
                && Outcomes.repeated(nodes).isEmpty();
        if (!valid)
            return new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "in-sync replicas must be replicas, once each, with the leader among them: not " + nodes);
        for (InSyncMember member : change.newInSyncReplicas()) {
            boolean joins = !partition.inSyncReplicas().contains(member.node());
            if (joins && !replicaRules.mayJoin(state.nodes().get(member.node()), member))
                return new Refusal(
                        ErrorCode.INELIGIBLE_REPLICA,
                        "node " + member.node() + " is not up, or is another process than was seen to be in sync");
        }
        return null;
    }

    private static IsrChanged refused(IsrChange change, ErrorCode code, String what) {
        return new IsrChanged(change.topic(), change.partition(), null, new Refusal(code, what));
    }
}
