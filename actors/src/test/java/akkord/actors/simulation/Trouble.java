package akkord.actors.simulation;

import akkord.actors.partition.core.Durability;
import akkord.actors.partition.core.ReplicaState;
import akkord.protocol.controller.ControllerCommand.AlterConfigs;
import akkord.protocol.controller.ControllerCommand.AlterReassignments;
import akkord.protocol.controller.ControllerCommand.ConfigChange;
import akkord.protocol.controller.ControllerCommand.ConfigOp;
import akkord.protocol.controller.ControllerCommand.ElectLeaders;
import akkord.protocol.controller.ControllerCommand.Reassignment;
import akkord.protocol.controller.ControllerCommand.ReportNodeStatus;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What goes wrong in a cluster, and who notices: crashes, pauses, cut links, false suspicions, moved partitions. */
final class Trouble {

    private static final int DETECTOR_MILLIS = 80;

    private final Simulation simulation;
    private final World world;
    private final Map<Integer, Integer> missed = new HashMap<>();

    /** Nodes that lost power and were not in sync again since, as far as that can lose records. */
    private final Set<Integer> behind = new HashSet<>();

    private boolean over;

    /** Nothing that was acknowledged is on fewer. */
    private int leastMinInSync;

    Trouble(Simulation simulation) {
        this.simulation = simulation;
        this.world = simulation.world;
        this.leastMinInSync = simulation.scenario.minInSync();
    }

    void start() {
        next();
        detect();
    }

    void heal() {
        over = true;
        simulation.network.heal();
        simulation.controllers.heal();
        for (SimulatedNode node : simulation.nodes()) {
            node.resume();
            if (!node.isAlive()) node.start();
        }
        calmDown();
    }

    /** Leadership returns to the preferred replicas once more. */
    private void calmDown() {
        world.after(500, () -> simulation.controllers.submit(new ElectLeaders(List.of(), false, null), answer -> {}));
    }

    private void next() {
        if (over) return;
        world.after(world.between(1, (int) (2_000 / simulation.scenario.faultsPerSecond())), () -> {
            if (!over) happen();
            next();
        });
    }

    private void happen() {
        SimulatedNode node = victim();
        switch (world.random.nextInt(20)) {
            case 0, 1 -> crash(node, false);
            case 2, 3 -> crash(node, true);
            case 4, 5 -> node.pause(world.between(30, 900));
            case 6, 7 -> cutLink(node.id, world.random.nextInt(simulation.scenario.nodes() + 1));
            case 8 -> isolate(node);
            case 9 -> suspect(node);
            case 10 -> simulation.controllers.failOver();
            case 11 -> simulation.controllers.submit(new ElectLeaders(List.of(), false, null), answer -> {});
            case 12 -> {
                reassign();
                // and back, before it is done
                if (world.chance(0.7)) world.after(world.between(5, 250), this::reassign);
            }
            case 13, 14 -> leaveInTheDark(node);
            case 15, 16 -> reopen(node);
            case 17, 18 -> alterMinInSync();
            default -> rare(node);
        }
    }

    /** The leader, rather often: it has most to spoil. */
    private SimulatedNode victim() {
        int leader = simulation.truth.partition().leader();
        boolean any = leader == PartitionImage.NO_LEADER || world.chance(0.6);
        return any ? world.pick(simulation.nodes()) : simulation.node(leader);
    }

    /** The others and the controller are reached, but the controller's news do not come. */
    private void leaveInTheDark(SimulatedNode node) {
        world.tell(() -> "node " + node.id + " does not hear the controller");
        cut(Network.CONTROLLER, node.id);
    }

    private void rare(SimulatedNode node) {
        if (world.chance(0.5)) stopPolitely(node);
        else deleteRecords();
    }

    private void crash(SimulatedNode node, boolean power) {
        if (!node.isAlive() || (power && !mayLosePower(node))) return;
        if (power && simulation.scenario.durability() == Durability.PAGE_CACHE) behind.add(node.id);
        node.crash(power);
        int process = node.process();
        world.after(world.between(20, 900), () -> {
            if (!node.isAlive() && node.process() == process) node.start();
        });
    }

    private void reopen(SimulatedNode node) {
        if (!node.isAlive() || node.isPaused() || !node.holdsReplica()) return;
        boolean shorter = world.chance(0.6) && mayLosePower(node);
        if (shorter && simulation.scenario.durability() == Durability.PAGE_CACHE) behind.add(node.id);
        node.reopen(shorter);
    }

    /**
     * Records in page caches survive as long as some in-sync replica keeps its power until those that lost it are in
     * sync again; with the disk as measure any number may lose it.
     */
    private boolean mayLosePower(SimulatedNode node) {
        if (simulation.scenario.durability() == Durability.DISK || simulation.scenario.unclean()) return true;
        PartitionImage partition = simulation.truth.partition();
        int enough = Math.min(leastMinInSync, partition.replicas().size());
        boolean all = partition.inSyncReplicas().size() >= enough;
        behind.removeIf(id -> !simulation.node(id).lostRecords()
                && (partition.inSyncReplicas().contains(id)
                        || (all && !partition.replicas().contains(id))));
        return behind.contains(node.id) || behind.size() < enough - 1;
    }

    private void cutLink(int one, int other) {
        if (one == other) return;
        boolean oneWay = world.chance(0.3);
        world.tell(() -> "the link " + one + (oneWay ? " -> " : " <-> ") + other + " is cut");
        cut(one, other);
        if (!oneWay) cut(other, one);
    }

    private void cut(int from, int to) {
        simulation.network.cut(from, to);
        world.after(world.between(50, 900), () -> simulation.network.join(from, to));
    }

    private void isolate(SimulatedNode node) {
        for (int other = 0; other <= simulation.scenario.nodes(); other++)
            if (other != node.id) cutLink(node.id, other);
    }

    private void suspect(SimulatedNode node) {
        world.tell(() -> "node " + node.id + " is suspected");
        report(node, NodeStatus.UNREACHABLE);
    }

    /** Leadership is handed over first. */
    private void stopPolitely(SimulatedNode node) {
        if (!node.isAlive()) return;
        world.tell(() -> "node " + node.id + " is leaving");
        report(node, NodeStatus.LEAVING);
        world.after(world.between(50, 300), () -> crash(node, false));
    }

    /**
     * And another time soon after, before all have heard of the first. Not to less than there are nodes that may lack what
     * was acknowledged by now.
     */
    private void alterMinInSync() {
        if (over) return;
        int minInSync = world.between(1, simulation.scenario.replicas());
        if (minInSync <= behind.size()) return;
        leastMinInSync = Math.min(leastMinInSync, minInSync);
        world.tell(() -> "min.insync.replicas is to be " + minInSync);
        ConfigOp set = new ConfigOp("min.insync.replicas", ConfigOp.Kind.SET, Integer.toString(minInSync));
        simulation.controllers.submit(
                new AlterConfigs(List.of(new ConfigChange("t", null, false, List.of(set))), false, null), answer -> {});
        if (world.chance(0.6)) world.after(world.between(5, 60), this::alterMinInSync);
    }

    private void deleteRecords() {
        int leader = simulation.truth.partition().leader();
        if (leader == PartitionImage.NO_LEADER) return;
        SimulatedNode node = simulation.node(leader);
        ReplicaState state = node.core().state();
        if (!node.isAlive() || node.isPaused() || !state.leads()) return;
        long before = state.logStartOffset() + world.between(0, (int) (state.highWatermark() - state.logStartOffset()));
        world.tell(() -> "node " + leader + " deletes records below " + before);
        node.advanceStart(before);
    }

    private void reassign() {
        if (over) return;
        List<Integer> all = new ArrayList<>();
        simulation.nodes().forEach(node -> all.add(node.id));
        if (all.size() == simulation.scenario.replicas()) return;
        Collections.shuffle(all, new Random(world.random.nextLong()));
        @Nullable
        List<Integer> target = world.chance(0.3) ? null : List.copyOf(all.subList(0, simulation.scenario.replicas()));
        world.tell(() -> "the replicas are to be " + target);
        simulation.controllers.submit(
                new AlterReassignments(List.of(new Reassignment(SimulatedNode.PARTITION, target)), null), answer -> {});
    }

    /** Somebody looks whether the nodes are there, and is wrong about those that are slow. */
    private void detect() {
        world.after(DETECTOR_MILLIS, () -> {
            simulation.nodes().forEach(this::look);
            detect();
        });
    }

    private void look(SimulatedNode node) {
        boolean there = node.isAlive() && !node.isPaused() && !simulation.network.isCut(node.id, Network.CONTROLLER);
        int misses = there ? 0 : missed.getOrDefault(node.id, 0) + 1;
        missed.put(node.id, misses);
        NodeImage image = simulation.truth.recorded().nodes().get(node.id);
        if (image == null) return;
        boolean known = image.incarnation().equals(node.incarnation());
        if (misses >= 2 && image.status() != NodeStatus.UNREACHABLE) report(node, NodeStatus.UNREACHABLE);
        else if (there && known && image.status() == NodeStatus.UNREACHABLE) report(node, NodeStatus.UP);
        else if (over && known && image.status() == NodeStatus.LEAVING) report(node, NodeStatus.UP);
    }

    private void report(SimulatedNode node, NodeStatus status) {
        NodeImage image = simulation.truth.recorded().nodes().get(node.id);
        if (image == null) return;
        simulation.controllers.submit(
                new ReportNodeStatus(node.id, image.incarnation(), status, 0, null), answer -> {});
    }
}
