package akkord.actors.controller;

import akka.Done;
import akka.pattern.StatusReply;
import akkord.actors.controller.ControllerEvent.NodeStatusChanged;
import akkord.protocol.controller.ControllerCommand.ReportNodeStatus;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes leadership from a node that cannot be reached or is leaving, and lets one that returned lead what it can. */
final class ReportNodeStatusHandler implements CommandHandler<ReportNodeStatus, StatusReply<Done>> {

    @Override
    public Decision<StatusReply<Done>> decide(ControllerState state, ReportNodeStatus command) {
        NodeImage node = state.nodes().get(command.node());
        if (node == null) return Decision.nothing(StatusReply.error("no node " + command.node() + " is registered"));
        boolean ofAnother = !node.incarnation().equals(command.incarnation());
        if (ofAnother || node.status() == command.status()) return Decision.nothing(StatusReply.ack());
        return new Decision<>(
                new NodeStatusChanged(node.id(), command.status(), partitionChanges(state, node, command.status())),
                StatusReply.ack());
    }

    private static List<PartitionChanges> partitionChanges(ControllerState state, NodeImage node, NodeStatus status) {
        Set<Integer> live = new HashSet<>(state.liveNodes());
        if (status == NodeStatus.UP) {
            live.add(node.id());
            return Leadership.afterReturn(state.topics().values(), live);
        }
        if (!live.remove(node.id())) return List.of();
        return Leadership.afterLoss(state.topics().values(), node.id(), live);
    }
}
