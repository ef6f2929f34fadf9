package akkord.system;

import static akkord.system.RunningCluster.await;
import static akkord.system.RunningCluster.upAt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that is killed and started again before the others have settled its loss gets its partitions all the same. The
 * oldest of them, so that their shards get another coordinator, which finds the next process of the node in the place of
 * the one that it knows of.
 */
class StartedAgainAtOnceTest {

    /** So that the next process is a member by then, and that no other coordinator does the same at that moment. */
    private static final String[] ONE_COORDINATOR_THAT_COMES_LATE = {
        "-Dakka.cluster.down-removal-margin=4s", "-Dakkord.group.start-after=1h"
    };

    private static final int KILLS_MAX = 4;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void aNodeThatIsKilledAndStartedAtOnceIsGivenItsPartitionsAgain() {
        try (RunningCluster cluster = RunningCluster.start(folder, 2, ONE_COORDINATOR_THAT_COMES_LATE)) {
            cluster.add(ONE_COORDINATOR_THAT_COMES_LATE)
                    .begin("--join", cluster.node(1).clusterAddress())
                    .awaitReady();
            cluster.node(1)
                    .run("topic", "create", "again", "--partitions", "3", "--replication-factor", "3")
                    .succeeded();
            List<RunningNode> byAge = new ArrayList<>(cluster.others());
            for (int kills = 1; kills <= KILLS_MAX; kills++) {
                RunningNode oldest = byAge.remove(0);
                oldest.kill9().restart();
                byAge.add(oldest);
                for (RunningNode node : byAge) await("all three", () -> upAt(node) == 3, node);
                // who told the new process of the metadata is who has to learn that the former one is gone
                if (cluster.controllerAt(oldest) == byAge.get(0)) break;
            }
        }
    }
}
