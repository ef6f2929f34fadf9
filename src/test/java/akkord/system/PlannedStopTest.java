package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nodes are stopped one after another, the controller's among them, while a producer writes with {@code acks=all}. */
final class PlannedStopTest {

    private static final Logger LOG = LoggerFactory.getLogger(PlannedStopTest.class);

    /** Shorter than the producer's request timeout: nothing it has sent is left unanswered. */
    private static final Duration GAP_MAX = Duration.ofMillis(3_500);

    @TempDir
    Path folder;

    @Test
    void aNodeThatIsStoppedHandsOverWithoutLeavingAnyoneWithoutAnAnswer() throws Exception {
        Promises promises = new Promises();
        List<String> gaps = new ArrayList<>();
        try (ReplicatedTopic cluster = new ReplicatedTopic(folder, 3, 6);
                PromiseWriter writer =
                        new PromiseWriter("a", cluster.servers(), cluster.topic, cluster.partitions, promises)) {
            Eventually.holds("the producer is at work", Duration.ofSeconds(60), () -> promises.count() > 1_000);
            for (RunningNode node : cluster.nodes) {
                boolean controls = cluster.controller() == node.nodeId();
                writer.takeLongestGap();
                node.stop();
                Duration gap = writer.takeLongestGap();
                gaps.add(
                        "node " + node.nodeId() + (controls ? ", the controller" : "") + ": " + gap.toMillis() + " ms");
                assertThat(gap).as(() -> gaps + "\n" + cluster.logTails()).isLessThan(GAP_MAX);
                node.restart();
                cluster.awaitWhole();
            }
            writer.end();
            LOG.info("longest pauses between acknowledgements: {}", gaps);
            assertThat(writer.refused()).as(writer::lastRefusal).isZero();
            cluster.stopAndCompare(promises);
        }
    }
}
