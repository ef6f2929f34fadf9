package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All nodes, the controller's among them, are stopped and started one after the other, under producers and a consumer, and
 * while a share group is in the middle of a partition: wherever its keeper is, it moves.
 */
final class RollingRestartTest {

    private static final Logger LOG = LoggerFactory.getLogger(RollingRestartTest.class);

    private static final int ANSWER_MILLIS_MAX = 45_000;
    private static final String SHARED = "shared";
    private static final int SHARED_RECORDS = 150;
    private static final int ACCEPTED_MEANWHILE = 30;

    /** Shorter than the producers wait for an answer: nothing they have sent is left without one. */
    private static final Duration GAP_MAX = Duration.ofSeconds(30);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void everyNodeIsStoppedInTurnHandsOverBeforeItEndsAndComesBackAndNothingIsLost() throws Exception {
        try (PromisedLoad load = PromisedLoad.withAnswersWithin(ANSWER_MILLIS_MAX, new ReplicatedTopic(folder, 3, 6))) {
            load.awaitProgress(1_000);
            List<String> told = new ArrayList<>();
            try (SharedRecords shared = sharedOn(load.topic)) {
                for (RunningNode node : load.topic.nodes) told.add(restart(node, load, shared));
                shared.acceptAll();
                LOG.info("share group: {}", shared);
            }
            LOG.info("longest pauses between acknowledgements: {}", told);
            load.endAndCompare();
        }
    }

    private static String restart(RunningNode node, PromisedLoad load, SharedRecords shared) throws Exception {
        shared.haveSome();
        List<Integer> led = load.topic.ledBy(node);
        return load.strike("planned restart of node " + node.nodeId(), () -> {
            node.stop();
            assertThat(node.awaitExitCode()).isZero();
            assertThat(load.gapSoFar()).as(load.topic::logTails).isLessThan(GAP_MAX);
            RunningCluster.awaitTold(load.topic.another(node), handedOver(load.topic.topic, led, node));
            shared.accept(ACCEPTED_MEANWHILE);
            node.restart();
        });
    }

    private static SharedRecords sharedOn(ReplicatedTopic cluster) {
        cluster.nodes
                .get(0)
                .run("topic", "create", SHARED, "--partitions=1", "--replication-factor=3")
                .succeeded();
        SharedRecords shared = new SharedRecords(cluster.servers(), SHARED);
        shared.begin();
        shared.produce(SHARED_RECORDS);
        return shared;
    }

    /** What the cluster tells of partitions that a node has given away before it ended. */
    private static List<String> handedOver(String topic, List<Integer> partitions, RunningNode by) {
        return partitions.stream()
                .map(partition -> "leader of " + topic + "-" + partition + " is node \\d+, was " + by.nodeId()
                        + ", in epoch \\d+, without a break")
                .toList();
    }
}
