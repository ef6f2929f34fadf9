package akkord.actors.controller;

import akka.pattern.StatusReply;
import akkord.actors.controller.ControllerEvent.NodeRegistered;
import akkord.protocol.controller.ControllerCommand.RegisterNode;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes a node in: a new one, one that started anew, or one whose endpoints changed. */
final class RegisterNodeHandler implements CommandHandler<RegisterNode, StatusReply<String>> {

    private final ControllerRules rules;
    private final ReplicaRules replicaRules;

    RegisterNodeHandler(ControllerRules rules, ReplicaRules replicaRules) {
        this.rules = rules;
        this.replicaRules = replicaRules;
    }

    @Override
    public Decision<StatusReply<String>> decide(ControllerState state, RegisterNode command) {
        Optional<Refusal> refusal = otherCluster(state, command).or(() -> sameIdElsewhere(state, command.node()));
        if (refusal.isPresent())
            return Decision.nothing(StatusReply.error(refusal.get().toString()));
        NodeImage before = state.nodes().get(command.node().id());
        boolean sameProcess = isProcess(before, command.node().incarnation());
        long epoch = before != null && sameProcess ? before.epoch() : state.version() + 1;
        NodeImage node = command.node().withStatus(NodeStatus.UP).withEpoch(epoch);
        boolean changes = !node.equals(before);
        return new Decision<>(
                changes ? new NodeRegistered(node, partitionChanges(state, node)) : null,
                StatusReply.success(state.clusterId()));
    }

    private List<PartitionChanges> partitionChanges(ControllerState state, NodeImage node) {
        Leadership leadership = Leadership.with(state, rules, replicaRules, node.id(), NodeStatus.UP);
        NodeImage before = state.nodes().get(node.id());
        if (isProcess(before, node.incarnation())) return leadership.afterReturn();
        return leadership.afterRestart(node.id(), before != null && node.hasRecordsOf(before));
    }

    private static boolean isProcess(@Nullable NodeImage node, String incarnation) {
        return node != null && node.incarnation().equals(incarnation);
    }

    private static Optional<Refusal> otherCluster(ControllerState state, RegisterNode command) {
        String expected = command.expectedClusterId();
        if (expected == null || expected.isEmpty() || expected.equals(state.clusterId())) return Optional.empty();
        return Optional.of(new Refusal(
                ErrorCode.INCONSISTENT_CLUSTER_ID,
                "node " + command.node().id() + " has data of cluster " + expected + ", but this is cluster "
                        + state.clusterId() + ": give it an empty data folder or the right nodes to join"));
    }

    /**
     * Two processes with one id would fight for the same partitions. A process at the former one's address has
     * taken its place, as has one on the controller's own node, which lives with the controller.
     */
    private Optional<Refusal> sameIdElsewhere(ControllerState state, NodeImage node) {
        NodeImage before = state.nodes().get(node.id());
        if (before == null || node.id() == rules.controllerNode()) return Optional.empty();
        boolean mayStillRun = before.status() == NodeStatus.UP
                && !before.incarnation().equals(node.incarnation())
                && !(before.host().equals(node.host()) && before.clusterPort() == node.clusterPort());
        if (!mayStillRun) return Optional.empty();
        return Optional.of(new Refusal(
                ErrorCode.DUPLICATE_BROKER_REGISTRATION,
                "node id " + node.id() + " is in use by the node at " + before.host() + ":" + before.clusterPort()
                        + ": give this node another id, or stop that one"));
    }
}
