package akkord.actors.simulation;

import akkord.actors.partition.core.ReplicaState;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.CreateTopics;
import akkord.protocol.controller.ControllerCommand.NewTopic;
import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** One seed's world: a cluster in trouble for a while, which then must heal. */
final class Simulation {

    private static final long STEPS_MAX = 400_000;
    private static final long HEALING_MILLIS_MAX = 30_000;

    final World world;
    final Scenario scenario;
    final PlantedFaults faults;
    final Network network;
    final Truth truth;
    final Controllers controllers;
    private final List<SimulatedNode> nodes = new ArrayList<>();
    private final Clients clients;
    private final Trouble trouble;
    private long steps;

    Simulation(long seed, PlantedFaults faults, boolean traced) {
        this.world = new World(seed, traced);
        this.faults = faults;
        this.scenario = Scenario.draw(world);
        this.network = new Network(world, scenario);
        this.truth = new Truth(this);
        this.controllers = new Controllers(world, faults.controller(), this::onRecorded, this::publish);
        for (int id = 1; id <= scenario.nodes(); id++) nodes.add(new SimulatedNode(id, this));
        this.clients = new Clients(this);
        this.trouble = new Trouble(this);
    }

    SimulatedNode node(int id) {
        return nodes.get(id - 1);
    }

    List<SimulatedNode> nodes() {
        return nodes;
    }

    TopicId topicId() {
        return truth.recorded().topics().get("t").id();
    }

    void run() {
        world.tell(() -> scenario.toString());
        begin();
        trouble.start();
        runUntil(scenario.chaosMillis());
        world.tell(() -> "everything heals");
        trouble.heal();
        long deadline = world.nowMillis() + HEALING_MILLIS_MAX;
        clients.end();
        while (!isHealed()) {
            step();
            if (world.nowMillis() > deadline) throw new Violation("the cluster does not heal: " + describe());
        }
    }

    private void begin() {
        nodes.forEach(SimulatedNode::start);
        while (truth.recorded().nodes().size() < nodes.size()) step();
        List<Integer> replicas =
                IntStream.rangeClosed(1, scenario.replicas()).boxed().toList();
        Map<String, String> config = Map.of(
                "min.insync.replicas", Integer.toString(scenario.minInSync()),
                "unclean.leader.election.enable", Boolean.toString(scenario.unclean()));
        NewTopic topic = new NewTopic("t", -1, -1, List.of(replicas), config, false);
        controllers.submit(new CreateTopics(List.of(topic), false, null), answer -> {});
        while (truth.recorded().topics().isEmpty()) step();
        clients.start();
    }

    private void runUntil(long atMillis) {
        long end = world.nowMillis() + atMillis;
        while (world.nowMillis() < end) step();
    }

    private void step() {
        if (!world.step() || ++steps > STEPS_MAX) throw new Violation("no end after " + steps + " steps");
        truth.checkMembers();
    }

    /** A command from {@code node}, and the answer back to it, at most once each. */
    void ask(int node, ControllerCommand command, Consumer<Object> reply) {
        network.send(
                node,
                Network.CONTROLLER,
                () -> controllers.submit(
                        command, answer -> network.send(Network.CONTROLLER, node, () -> reply.accept(answer))));
    }

    private void onRecorded(MetadataImage image) {
        truth.recorded(image);
        truth.registrationsRecorded(nodes);
    }

    private void publish(MetadataImage image) {
        for (SimulatedNode node : nodes) {
            int process = node.process();
            network.send(Network.CONTROLLER, node.id, () -> node.receive(process, () -> node.onImage(image)));
        }
    }

    /** Led, every replica in sync, all logs the same to the last record, everything committed and acknowledged. */
    private boolean isHealed() {
        PartitionImage partition = truth.partition();
        if (!clients.areDone() || !partition.hasLeader() || partition.isBeingReassigned()) return false;
        if (partition.inSyncReplicas().size() != partition.replicas().size()) return false;
        boolean up = truth.recorded().nodes().values().stream().allMatch(node -> node.status() == NodeStatus.UP);
        SimulatedNode leader = node(partition.leader());
        return up
                && leader.core().state().leads()
                && partition.replicas().stream().allMatch(id -> isEqual(node(id), leader));
    }

    private static boolean isEqual(SimulatedNode node, SimulatedNode leader) {
        ReplicaState state = node.core().state();
        long end = leader.log.end();
        boolean nothingToCompare = node.log.start() == end || leader.log.start() == end;
        return state.highWatermark() == end
                && node.log.end() == end
                && (nothingToCompare || node.log.chainBefore(end) == leader.log.chainBefore(end));
    }

    String describe() {
        StringBuilder text = new StringBuilder(truth.recorded()
                .partition(SimulatedNode.PARTITION)
                .map(Object::toString)
                .orElse("no partition"));
        text.append(" nodes ").append(truth.recorded().nodes().values());
        for (SimulatedNode node : nodes)
            text.append("\n  node ")
                    .append(node.incarnation())
                    .append(' ')
                    .append(node.core().state());
        return text.toString();
    }
}
