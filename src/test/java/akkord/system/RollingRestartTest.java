package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** All nodes are stopped and started, one after the other, under producers and a consumer. */
final class RollingRestartTest {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void everyNodeIsRestartedInTurnAndNothingIsLost() throws Exception {
        try (PromisedLoad load = new PromisedLoad(new ReplicatedTopic(folder, 3, 6))) {
            load.awaitProgress(1_000);
            List<String> told = new ArrayList<>();
            for (RunningNode node : load.topic.nodes)
                told.add(load.strike("planned restart of node " + node.nodeId(), () -> {
                    node.stop();
                    assertThat(node.awaitExitCode()).isZero();
                    node.restart();
                }));
            System.out.println("longest gaps in acknowledgements: " + told);
            load.endAndCompare();
        }
    }
}
