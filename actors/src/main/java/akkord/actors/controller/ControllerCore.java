package akkord.actors.controller;

import akka.actor.typed.ActorRef;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.AllocateProducerIds;
import akkord.protocol.controller.ControllerCommand.AlterConfigs;
import akkord.protocol.controller.ControllerCommand.AlterPartitions;
import akkord.protocol.controller.ControllerCommand.AlterReassignments;
import akkord.protocol.controller.ControllerCommand.CreatePartitions;
import akkord.protocol.controller.ControllerCommand.CreateTopics;
import akkord.protocol.controller.ControllerCommand.DeleteTopics;
import akkord.protocol.controller.ControllerCommand.ElectLeaders;
import akkord.protocol.controller.ControllerCommand.RegisterNode;
import akkord.protocol.controller.ControllerCommand.ReportNodeStatus;
import akkord.protocol.controller.ControllerCommand.ReportReplicas;
import akkord.protocol.controller.ControllerCommand.UnregisterNode;
import java.util.List;
import java.util.function.Function;

/** The controller's rules: one row for each kind of command that changes something. No I/O, no clock. */
final class ControllerCore {

    private final List<Row<?, ?>> table;

    ControllerCore(ControllerRules rules) {
        this(rules, ReplicaRules.KAFKA);
    }

    ControllerCore(ControllerRules rules, ReplicaRules replicaRules) {
        this.table = List.of(
                new Row<>(CreateTopics.class, new CreateTopicsHandler(rules), CreateTopics::replyTo),
                new Row<>(DeleteTopics.class, new DeleteTopicsHandler(rules), DeleteTopics::replyTo),
                new Row<>(CreatePartitions.class, new CreatePartitionsHandler(rules), CreatePartitions::replyTo),
                new Row<>(AlterConfigs.class, new AlterConfigsHandler(rules), AlterConfigs::replyTo),
                new Row<>(RegisterNode.class, new RegisterNodeHandler(rules, replicaRules), RegisterNode::replyTo),
                new Row<>(UnregisterNode.class, new UnregisterNodeHandler(), UnregisterNode::replyTo),
                new Row<>(
                        ReportNodeStatus.class,
                        new ReportNodeStatusHandler(rules, replicaRules),
                        ReportNodeStatus::replyTo),
                new Row<>(
                        AlterPartitions.class,
                        new AlterPartitionsHandler(rules, replicaRules),
                        AlterPartitions::replyTo),
                new Row<>(
                        ReportReplicas.class, new ReportReplicasHandler(rules, replicaRules), ReportReplicas::replyTo),
                new Row<>(ElectLeaders.class, new ElectLeadersHandler(rules, replicaRules), ElectLeaders::replyTo),
                new Row<>(
                        AlterReassignments.class,
                        new AlterReassignmentsHandler(rules, replicaRules),
                        AlterReassignments::replyTo),
                new Row<>(
                        AllocateProducerIds.class,
                        new AllocateProducerIdsHandler(rules),
                        AllocateProducerIds::replyTo));
    }

    List<Row<?, ?>> table() {
        return table;
    }

    /** A kind of command, what decides it, and where its answer goes. */
    record Row<C extends ControllerCommand, R>(
            Class<C> kind, CommandHandler<C, R> handler, Function<C, ActorRef<R>> replyTo) {}
}
