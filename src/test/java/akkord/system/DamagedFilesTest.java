package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** One node of three finds less in its files than it had written: what was acknowledged is still there, and only that. */
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
}
