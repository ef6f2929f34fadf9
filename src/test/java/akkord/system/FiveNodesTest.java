package akkord.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Five nodes, under producers and a consumer: the two die whose death would hurt most; then, over and over, a minority of
 * them dies, freezes, stops or is cut off at the same time, for as long as {@code -Dakkord.faults.seconds=N} says. An
 * ordinary run has hardly time for it, {@code mvn verify -Psoak} has. {@code -Dakkord.faults.seed=S} repeats the choices.
 */
@Isolated("five nodes leave no room for others")
final class FiveNodesTest {

    private static final Logger LOG = LoggerFactory.getLogger(FiveNodesTest.class);
    private static final int NODES = 5;
    private static final int MINORITY = 2;
    private static final int PARTITIONS = 6;

    /** All that was acknowledged is remembered, for an hour too. */
    private static final long PAUSE_NANOS = 2_000_000;

    /** Some records long, and shorter than it takes to notice that a replica is cut off. */
    private static final Duration AHEAD = Duration.ofMillis(400);

    /** A run that is no longer than this has no time for the faults that last half a minute. */
    private static final long SHORT_SECONDS = 120;

    private final long seed = Long.getLong("akkord.faults.seed", System.nanoTime());
    private final long seconds = Long.getLong("akkord.faults.seconds", 10);
    private final Random random = new Random(seed);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private enum Fault {
        KILL(200, 5_000),
        FREEZE(5_000, 5_001),
        STOP(0, 3_000),
        CUT_OFF(1_000, 6_000),
        CUT_LINK(1_000, 6_000),
        LONG_FREEZE(30_000, 30_001),
        LONG_CUT_OFF(12_000, 20_000);

        final int millisMin;
        final int millisMax;

        Fault(int millisMin, int millisMax) {
            this.millisMin = millisMin;
            this.millisMax = millisMax;
        }
    }

    /** @param peer whom a link that is cut leads to */
    private record Victim(RunningNode node, int peer, Fault fault) {

        @Override
        public String toString() {
            return fault + " of node " + node.nodeId() + (fault == Fault.CUT_LINK ? " to " + peer : "");
        }
    }

    @Test
    void anyMinorityMayFailInAnyWayAndNothingAcknowledgedIsLost() throws Exception {
        int replicas = random.nextBoolean() ? 5 : 3;
        LOG.info("{} replicas, faults for {} s; repeat with -Dakkord.faults.seed={}", replicas, seconds, seed);
        try (Lan lan = Lan.of(NODES);
                PromisedLoad load = new PromisedLoad(
                        new ReplicatedTopic(
                                RunningCluster.on(lan, folder, NODES), PARTITIONS, replicas, replicas / 2 + 1),
                        PAUSE_NANOS)) {
            List<String> told = new ArrayList<>();
            long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
            told.add(killTwoWhoAreAhead(lan, load));
            while (System.nanoTime() < end) told.add(strike(lan, load));
            LOG.info("{}", told);
            load.endAndCompare();
        }
    }

    private String strike(Lan lan, PromisedLoad load) {
        List<Victim> victims = victims(load.topic.nodes);
        int restMillis =
                victims.stream().mapToInt(victim -> draw(victim.fault())).max().orElse(0);
        LOG.info("{} for {} ms", victims, restMillis);
        return load.strike(victims.toString(), () -> {
            victims.forEach(victim -> begin(lan, victim));
            LockSupport.parkNanos(Duration.ofMillis(restMillis).toNanos());
            lan.heal();
            victims.forEach(FiveNodesTest::end);
        });
    }

    /**
     * Two replicas of one partition, its leader among them, die together, with records that the others do not have yet: the
     * leader's links to those are cut a moment before. Whatever was acknowledged by these two alone would be lost.
     */
    private String killTwoWhoAreAhead(Lan lan, PromisedLoad load) throws Exception {
        List<Integer> replicas = load.topic.leaderAndOthers();
        RunningNode leader = load.topic.node(replicas.get(0));
        RunningNode beside = load.topic.node(replicas.get(1));
        int restMillis = draw(Fault.KILL);
        String what = "KILL of node " + leader.nodeId() + ", cut from " + replicas.subList(2, replicas.size())
                + ", and of node " + beside.nodeId();
        LOG.info("{} for {} ms", what, restMillis);
        return load.strike(what, () -> {
            replicas.subList(2, replicas.size()).forEach(behind -> lan.cutBothWays(leader.nodeId(), behind));
            LockSupport.parkNanos(AHEAD.toNanos());
            leader.kill9();
            beside.kill9();
            lan.heal();
            LockSupport.parkNanos(Duration.ofMillis(restMillis).toNanos());
            leader.begin();
            beside.begin();
        });
    }

    private int draw(Fault fault) {
        return fault.millisMin + random.nextInt(fault.millisMax - fault.millisMin);
    }

    private List<Victim> victims(List<RunningNode> nodes) {
        List<RunningNode> drawn = new ArrayList<>(nodes);
        Collections.shuffle(drawn, random);
        int faults = seconds > SHORT_SECONDS ? Fault.values().length : Fault.LONG_FREEZE.ordinal();
        return drawn.subList(0, 1 + random.nextInt(MINORITY)).stream()
                .map(node -> new Victim(node, drawn.get(NODES - 1).nodeId(), Fault.values()[random.nextInt(faults)]))
                .toList();
    }

    private static void begin(Lan lan, Victim victim) {
        RunningNode node = victim.node();
        switch (victim.fault()) {
            case KILL -> node.kill9();
            case STOP -> node.stop();
            case FREEZE, LONG_FREEZE -> RunningCluster.signal(node, "STOP");
            case CUT_OFF, LONG_CUT_OFF -> lan.isolate(node.nodeId());
            case CUT_LINK -> lan.cutBothWays(node.nodeId(), victim.peer());
        }
    }

    private static void end(Victim victim) {
        switch (victim.fault()) {
            case KILL, STOP -> victim.node().begin();
            case FREEZE, LONG_FREEZE -> RunningCluster.signal(victim.node(), "CONT");
            case CUT_OFF, LONG_CUT_OFF, CUT_LINK -> {
                // all links were healed together
            }
        }
    }
}
