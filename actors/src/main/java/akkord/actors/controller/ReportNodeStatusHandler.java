package akkord.actors.controller;

import akka.Done;
import akka.pattern.StatusReply;
import akkord.actors.controller.ControllerEvent.NodeStatusChanged;
import akkord.protocol.controller.ControllerCommand.ReportNodeStatus;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import java.util.List;

/** Takes leadership from a node that cannot be reached or is leaving, and lets one that returned lead what it can. */
final class ReportNodeStatusHandler implements CommandHandler<ReportNodeStatus, StatusReply<Done>> {

    private final ControllerRules rules;
    private final ReplicaRules replicaRules;

    ReportNodeStatusHandler(ControllerRules rules, ReplicaRules replicaRules) {
        this.rules = rules;
        this.replicaRules = replicaRules;
    }

    @Override
    public Decision<StatusReply<Done>> decide(ControllerState state, ReportNodeStatus command) {
        NodeImage node = state.nodes().get(command.node());
        if (node == null) return Decision.nothing(StatusReply.error("no node " + command.node() + " is registered"));
        boolean ofAnother = !node.incarnation().equals(command.incarnation());
        if (ofAnother || node.status() == command.status()) return Decision.nothing(StatusReply.ack());
        return new Decision<>(
                new NodeStatusChanged(
                        node.id(),
                        command.status(),
                        partitionChanges(state, node, command.status()),
                        command.silentMillis()),
                StatusReply.ack());
    }

    private List<PartitionChanges> partitionChanges(ControllerState state, NodeImage node, NodeStatus status) {
        Leadership leadership = Leadership.with(state, rules, replicaRules, node.id(), status);
        return status == NodeStatus.UP ? leadership.afterReturn() : leadership.afterLoss(node.id());
    }
}
