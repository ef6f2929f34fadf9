package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * One node of three finds less in its files than it had written, or something else: what was acknowledged is still
 * there, and only that.
 */
final class DamagedFilesTest {

    private static final int PROGRESS = 1_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void whatOneNodeOfThreeLosesWithItsPageCacheTheOthersStillHave() throws Exception {
        try (PromisedLoad load = new PromisedLoad(new ReplicatedTopic(folder, 3, 4))) {
            load.awaitProgress(PROGRESS);
            RunningNode restarted = load.topic.leader();
            load.strike("a planned restart", () -> restarted.stop().restart());
            load.awaitProgress(PROGRESS);

            RunningNode leading = load.topic.leader();
            load.strike("a leader's power gone", () -> {
                leading.kill9();
                assertThat(NodeFiles.losePageCache(leading)).isPositive();
                leading.restart();
            });
            load.awaitProgress(PROGRESS);

            RunningNode last = load.topic.leader();
            load.strike("all killed, and a leader's power gone", () -> {
                load.topic.nodes.forEach(RunningNode::kill9);
                assertThat(NodeFiles.losePageCache(last)).isPositive();
                load.topic.startAll();
            });
            load.awaitProgress(PROGRESS);
            load.endAndCompare();
        }
    }

    @Test
    void aBitThatFlipsInALeadersLogWhileAllAreDownCostsNothingThatWasAcknowledged() throws Exception {
        try (PromisedLoad load = new PromisedLoad(new ReplicatedTopic(folder, 3, 1))) {
            load.awaitProgress(PROGRESS);
            RunningNode leader = load.topic.leader();
            load.topic.nodes.forEach(RunningNode::kill9);
            flipInTheMiddle(leader.partitionFolder(load.topic.topic, 0));
            load.topic.startAll();
            Eventually.holds("the damage to be told", ReplicatedTopic.HEALED_WITHIN, () -> leader.logTail()
                    .contains("no crash has left it so"));
            // as an operator would who reads that, since the others have it all
            leader.stop();
            load.awaitProgress(PROGRESS);
            load.endAndCompareWithout(leader);
        }
    }

    private static void flipInTheMiddle(Path log) {
        List<Path> segments = NodeFiles.segments(log);
        Path last = segments.get(segments.size() - 1);
        assertThat(NodeFiles.size(last)).isPositive();
        NodeFiles.flipBit(last, NodeFiles.recordsAt(last, NodeFiles.size(last) / 2));
    }
}
