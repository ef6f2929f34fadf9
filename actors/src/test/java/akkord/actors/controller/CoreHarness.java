package akkord.actors.controller;

import static akkord.actors.controller.Fixtures.node;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akkord.actors.controller.ControllerCore.Row;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.AlterConfigs;
import akkord.protocol.controller.ControllerCommand.ConfigChange;
import akkord.protocol.controller.ControllerCommand.ConfigOp;
import akkord.protocol.controller.ControllerCommand.CreatePartitions;
import akkord.protocol.controller.ControllerCommand.CreateTopics;
import akkord.protocol.controller.ControllerCommand.DeleteTopics;
import akkord.protocol.controller.ControllerCommand.MorePartitions;
import akkord.protocol.controller.ControllerCommand.NewTopic;
import akkord.protocol.controller.ControllerCommand.RegisterNode;
import akkord.protocol.controller.ControllerCommand.ReportNodeStatus;
import akkord.protocol.controller.ControllerCommand.TopicRef;
import akkord.protocol.controller.ControllerCommand.TopicResult;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The core without its shell: commands in, state out; a node's image follows the deltas. */
final class CoreHarness {

    private final ControllerCore core;
    final List<ControllerEvent> journal = new ArrayList<>();
    ControllerState state = ControllerState.EMPTY.withClusterId("cluster");
    MetadataImage image = state.image(1);

    CoreHarness(Map<String, String> settings) {
        this.core = new ControllerCore(Fixtures.rules(settings));
    }

    static CoreHarness withNodes(int... ids) {
        CoreHarness harness = new CoreHarness(Map.of());
        for (int id : ids) harness.register(node(id));
        return harness;
    }

    @SuppressWarnings("unchecked")
    <C extends ControllerCommand, R> R decide(C command) {
        Row<C, R> row = (Row<C, R>) core.table().stream()
                .filter(candidate -> candidate.kind() == command.getClass())
                .findFirst()
                .orElseThrow();
        Decision<R> decision = row.handler().decide(state, command);
        if (decision.event() != null) happen(decision.event());
        return decision.reply();
    }

    private void happen(ControllerEvent event) {
        journal.add(event);
        state = event.applyTo(state);
        Deltas.of(event, state, 1).ifPresent(update -> image = Fixtures.follow(image, update));
    }

    StatusReply<String> register(NodeImage node) {
        return decide(new RegisterNode(node, null, nobody()));
    }

    void report(int node, NodeStatus status) {
        decide(new ReportNodeStatus(node, state.existingNode(node).incarnation(), status, 0, nobody()));
    }

    List<TopicResult> create(NewTopic... topics) {
        return results(new CreateTopics(List.of(topics), false, nobody()));
    }

    List<TopicResult> delete(TopicRef... topics) {
        return results(new DeleteTopics(List.of(topics), nobody()));
    }

    List<TopicResult> grow(String topic, int total, List<List<Integer>> assignment) {
        return results(new CreatePartitions(List.of(new MorePartitions(topic, total, assignment)), false, nobody()));
    }

    List<TopicResult> alter(String topic, ConfigOp... ops) {
        return alter(new ConfigChange(topic, null, false, List.of(ops)));
    }

    List<TopicResult> alter(ConfigChange... changes) {
        return results(new AlterConfigs(List.of(changes), false, nobody()));
    }

    List<TopicResult> results(ControllerCommand command) {
        return ((TopicResults) decide(command)).results();
    }

    PartitionImage partition(String topic, int number) {
        return state.existingTopic(topic).partitions().get(number);
    }

    /** The core never uses it. */
    static <T> ActorRef<T> nobody() {
        return null;
    }
}
