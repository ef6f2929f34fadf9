package akkord.actors.controller;

import akkord.actors.controller.ControllerEvent.PartitionsChanged;
import akkord.protocol.controller.ControllerCommand.AlterPartitionsResult;
import akkord.protocol.controller.ControllerCommand.IsrChanged;
import akkord.protocol.controller.ControllerCommand.ReplicaReport;
import akkord.protocol.controller.ControllerCommand.ReportReplicas;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a node tells of its own replicas: others lead in the place of one that cannot be used, and one whose log was
 * opened again leads in no epoch of before.
 */
final class ReportReplicasHandler implements CommandHandler<ReportReplicas, AlterPartitionsResult> {

    private final ControllerRules rules;
    private final ReplicaRules replicaRules;

    ReportReplicasHandler(ControllerRules rules, ReplicaRules replicaRules) {
        this.rules = rules;
        this.replicaRules = replicaRules;
    }

    @Override
    public Decision<AlterPartitionsResult> decide(ControllerState state, ReportReplicas command) {
        ChangedPartitions changed = new ChangedPartitions(state);
        Leadership leadership = Leadership.now(state, rules, replicaRules);
        NodeImage node = state.nodes().get(command.node());
        boolean known = node != null && node.epoch() == command.nodeEpoch();
        List<IsrChanged> results = new ArrayList<>();
        for (ReplicaReport report : command.reports())
            results.add(
                    known
                            ? decide(changed, leadership, command.node(), report)
                            : refused(
                                    report,
                                    ErrorCode.BROKER_ID_NOT_REGISTERED,
                                    "another process is registered as this node"));
        PartitionsChanged event = changed.isEmpty()
                ? null
                : new PartitionsChanged(changed.changes(), why(command.node(), command.reports()));
        return new Decision<>(event, new AlterPartitionsResult(results));
    }

    private static IsrChanged decide(ChangedPartitions changed, Leadership leadership, int node, ReplicaReport report) {
        Optional<TopicImage> topic = changed.topic(report.topic());
        if (topic.isEmpty()) return refused(report, ErrorCode.UNKNOWN_TOPIC_ID, "there is no such topic");
        PartitionImage before = changed.partition(topic.get(), report.partition());
        if (before == null) return refused(report, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no such partition");
        PartitionImage after = after(leadership.change(topic.get(), before), before, node, report);
        changed.put(topic.get(), report.partition(), after);
        return new IsrChanged(report.topic(), report.partition(), after, null);
    }

    /** What is said of an epoch that is over was decided upon already; losses count whenever they are heard of. */
    private static PartitionImage after(PartitionChange change, PartitionImage before, int node, ReplicaReport report) {
        boolean current = before.leaderEpoch() <= report.leaderEpoch();
        return switch (report.news()) {
            case OFFLINE -> current ? change.offline(node).result() : before;
            case CANNOT_WRITE -> current ? change.cannotWrite(node).result() : before;
            case REOPENED -> current ? change.restarted(node).result() : before;
            case REOPENED_WITH_LOSSES -> change.reopenedWithLosses(node).result();
        };
    }

    private static String why(int node, List<ReplicaReport> reports) {
        String replica = "the replica of node " + node;
        return switch (reports.get(0).news()) {
            case OFFLINE -> replica + " is offline";
            case CANNOT_WRITE -> replica + " cannot be written";
            case REOPENED -> replica + " was opened again";
            case REOPENED_WITH_LOSSES -> replica + " was opened again and lacks records";
        };
    }

    private static IsrChanged refused(ReplicaReport report, ErrorCode code, String what) {
        return new IsrChanged(report.topic(), report.partition(), null, new Refusal(code, what));
    }
}
