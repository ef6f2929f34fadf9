package akkord.actors.controller;

import akka.actor.typed.ActorRef;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.AllocateProducerIds;
import akkord.protocol.controller.ControllerCommand.AlterConfigs;
import akkord.protocol.controller.ControllerCommand.CreatePartitions;
import akkord.protocol.controller.ControllerCommand.CreateTopics;
import akkord.protocol.controller.ControllerCommand.DeleteTopics;
import akkord.protocol.controller.ControllerCommand.RegisterNode;
import akkord.protocol.controller.ControllerCommand.ReportNodeStatus;
import java.util.List;
import java.util.function.Function;

/** The controller's rules: one row for each kind of command that changes something. No I/O, no clock. */
final class ControllerCore {

    private final List<Row<?, ?>> table;

    ControllerCore(ControllerRules rules) {
        this.table = List.of(
                new Row<>(CreateTopics.class, new CreateTopicsHandler(rules), CreateTopics::replyTo),
                new Row<>(DeleteTopics.class, new DeleteTopicsHandler(rules), DeleteTopics::replyTo),
                new Row<>(CreatePartitions.class, new CreatePartitionsHandler(rules), CreatePartitions::replyTo),
                new Row<>(AlterConfigs.class, new AlterConfigsHandler(rules), AlterConfigs::replyTo),
                new Row<>(RegisterNode.class, new RegisterNodeHandler(rules), RegisterNode::replyTo),
                new Row<>(ReportNodeStatus.class, new ReportNodeStatusHandler(), ReportNodeStatus::replyTo),
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
