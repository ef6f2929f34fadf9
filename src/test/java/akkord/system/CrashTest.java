package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Nodes are killed, frozen and stopped at random while idempotent producers write with {@code acks=all}. Nothing
 * acknowledged is lost, doubled or out of order, and all replicas are equal in the end.
 * {@code -Dakkord.faults.seed=S} repeats the choices, {@code -Dakkord.faults.seconds=N} goes on for longer.
 */
final class CrashTest {

    private static final Logger LOG = LoggerFactory.getLogger(CrashTest.class);

    private final long seed = Long.getLong("akkord.faults.seed", System.nanoTime());
    private final long seconds = Long.getLong("akkord.faults.seconds", 25);

    @TempDir
    Path folder;

    private enum Fault {
        KILL,
        FREEZE,
        STOP
    }

    @Test
    void nothingAcknowledgedIsLostDoubledOrReorderedWhileNodesCrash() throws Exception {
        LOG.info("faults for {} s; repeat with -Dakkord.faults.seed={}", seconds, seed);
        Random random = new Random(seed);
        Promises promises = new Promises();
        try (ReplicatedTopic cluster = new ReplicatedTopic(folder, 3, 4);
                PromiseWriter one =
                        new PromiseWriter("a", cluster.servers(), cluster.topic, cluster.partitions, promises);
                PromiseWriter two =
                        new PromiseWriter("b", cluster.servers(), cluster.topic, cluster.partitions, promises)) {
            List<String> told = new ArrayList<>();
            long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
            do told.add(strike(cluster, random, one));
            while (System.nanoTime() < end);
            one.end();
            two.end();
            cluster.superviseUntilWhole();
            LOG.info("{} records acknowledged; {}", promises.count(), told);
            assertThat(promises.count()).as(cluster.logTails()).isGreaterThan(1_000);
            assertThat(one.refused() + two.refused())
                    .as(() -> one.lastRefusal() + " " + two.lastRefusal() + "\n" + cluster.logTails())
                    .isZero();
            cluster.stopAndCompare(promises);
        }
    }

    /** One fault, and its end. Returns what it was and how long nothing was acknowledged. */
    private static String strike(ReplicatedTopic cluster, Random random, PromiseWriter watched) {
        Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
        RunningNode victim = cluster.nodes.get(random.nextInt(cluster.nodes.size()));
        long restMillis = 200 + random.nextInt(3_000);
        boolean controls = cluster.controller() == victim.nodeId();
        watched.takeLongestGap();
        switch (fault) {
            case KILL -> {
                victim.kill9();
                rest(restMillis);
                victim.restart();
            }
            case STOP -> {
                victim.stop();
                rest(restMillis);
                victim.restart();
            }
            case FREEZE -> {
                RunningCluster.signal(victim, "STOP");
                rest(restMillis + 2_000);
                RunningCluster.signal(victim, "CONT");
            }
        }
        // who was frozen for longer than the cluster waits for it was declared down, and ends when it notices
        cluster.superviseUntilWhole();
        String what = fault + " of node " + victim.nodeId() + (controls ? ", the controller" : "") + ": "
                + watched.takeLongestGap().toMillis() + " ms";
        LOG.info("{}", what);
        return what;
    }

    /** How long the fault lasts: part of the fault, nothing is waited for. */
    private static void rest(long millis) {
        LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
    }
}
