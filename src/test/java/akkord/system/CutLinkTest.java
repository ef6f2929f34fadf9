package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Links between nodes are cut and healed while idempotent producers write with {@code acks=all} and a consumer reads.
 * How long nothing was acknowledged is printed. {@code -Dakkord.faults.seed=S} repeats the choices.
 */
final class CutLinkTest {

    private static final Logger LOG = LoggerFactory.getLogger(CutLinkTest.class);
    private static final int NODES = 3;

    /** The faults that last long have no time in an ordinary run. */
    private static final boolean IN_A_SOAK = Long.getLong("akkord.faults.seconds", 0) > 0;

    /** Shorter than the membership layer waits for: whoever is cut off stays a member. */
    private static final Duration SHORT = Duration.ofSeconds(3);

    /** Longer than that: who cannot be reached by anybody is removed, and ends. */
    private static final Duration LONG = Duration.ofSeconds(12);

    /** How long a link may be cut here before one of its ends is removed. */
    private static final String PATIENCE = "-Dakkord.cluster.cut-link-patience=9s";

    /** Nobody is removed for being cut off for a short time, however slow the machine. */
    private static final String STABLE_AFTER =
            "-Dakka.cluster.split-brain-resolver.stable-after=" + (IN_A_SOAK ? "3s" : "60s");

    private static final Duration LONGER_THAN_PATIENCE = Duration.ofSeconds(17);

    private final long seed = Long.getLong("akkord.faults.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void nothingAcknowledgedIsLostWhileLinksAreCutAndHealed() throws Exception {
        LOG.info("repeat with -Dakkord.faults.seed={}", seed);
        try (Lan lan = Lan.of(NODES);
                PromisedLoad load = new PromisedLoad(new ReplicatedTopic(
                                RunningCluster.on(lan, folder, NODES, PATIENCE, STABLE_AFTER), 4, 3, 2))
                        .withPatience()) {
            load.awaitProgress(1_000);
            int leader = load.topic.leader().nodeId();
            int other = 1 + (leader + random.nextInt(NODES - 1)) % NODES;
            List<String> told = new ArrayList<>();
            told.add(cutLink(lan, load, leader, other, SHORT));
            if (IN_A_SOAK) told.add(cutOneWay(lan, load));
            told.add(isolate(lan, load, load.topic.leader().nodeId(), SHORT));
            if (IN_A_SOAK) {
                told.add(isolate(lan, load, 1 + random.nextInt(NODES), LONG));
                told.add(cutLink(lan, load, 1, 2 + random.nextInt(NODES - 1), LONGER_THAN_PATIENCE));
            }
            LOG.info("{}", told);
            load.endAndCompare();
        }
    }

    private static String cutLink(Lan lan, PromisedLoad load, int one, int other, Duration lasting) {
        String told = load.strike(
                "the link between " + one + " and " + other + " cut for " + lasting.toSeconds() + " s", () -> {
                    lan.cutBothWays(one, other);
                    last(lasting);
                    lan.heal();
                });
        assertThat(load.endedByThemselves())
                .as("a cut link ends nobody if it heals soon, and one of two nodes if not")
                .hasSizeLessThanOrEqualTo(lasting.compareTo(LONGER_THAN_PATIENCE) < 0 ? 0 : 1);
        return told;
    }

    private String cutOneWay(Lan lan, PromisedLoad load) {
        int from = 1 + random.nextInt(NODES);
        int to = 1 + (from + random.nextInt(NODES - 1)) % NODES;
        return load.strike("the link from " + from + " to " + to + " cut for " + SHORT.toSeconds() + " s", () -> {
            lan.cut(from, to);
            last(SHORT);
            lan.heal();
        });
    }

    private static String isolate(Lan lan, PromisedLoad load, int node, Duration lasting) {
        String told = load.strike("node " + node + " cut off for " + lasting.toSeconds() + " s", () -> {
            lan.isolate(node);
            last(lasting);
            // clients still reach it, and must not wait there
            if (!IN_A_SOAK) load.awaitPatience();
            lan.heal();
        });
        List<Integer> mayEnd = IN_A_SOAK ? List.of(node) : List.of();
        assertThat(load.endedByThemselves())
                .as("only the minority ends, and not at once")
                .isSubsetOf(mayEnd);
        return told;
    }

    /** How long the fault lasts: part of the fault, nothing is waited for. */
    private static void last(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
