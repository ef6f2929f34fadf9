package akkord.system;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes, each on a small disk of its own, of which a follower's and then a leader's fills up under producers and a
 * consumer. How long a follower may lag is set so high that nobody is saved by it.
 */
final class ClusterDiskFullTest {

    private static final int NODES = 3;
    private static final int DISK_MIB = 256;
    private static final int PROGRESS = 1_000;
    private static final String LAG_FOR_EVER = "-Dbroker.replica.lag.time.max.ms=3600000";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private List<SmallDisk> disks = List.of();

    @Test
    void producersGoOnWhileAFollowersAndThenALeadersDiskIsFullAndBothHeal() throws Exception {
        disks = IntStream.rangeClosed(1, NODES)
                .mapToObj(node -> SmallDisk.at(folder.resolve("node-" + node), DISK_MIB))
                .toList();
        // closed last: a file system that is in use goes when its users have gone
        try (PromisedLoad load =
                new PromisedLoad(new ReplicatedTopic(RunningCluster.start(folder, NODES, LAG_FOR_EVER), 1, NODES, 2))) {
            load.awaitProgress(PROGRESS);
            RunningNode follower = load.topic.nodes.stream()
                    .filter(node -> node != load.topic.leader() && node.nodeId() != load.topic.controller())
                    .findFirst()
                    .orElseThrow();
            strike(load, follower, "a follower's disk full");
            strike(load, load.topic.leader(), "the leader's disk full");
            load.awaitProgress(PROGRESS);
            load.endAndCompare();
        } finally {
            disks.forEach(SmallDisk::close);
        }
    }

    private void strike(PromisedLoad load, RunningNode node, String what) {
        SmallDisk disk = disks.get(node.nodeId() - 1);
        load.strike(what, () -> {
            disk.fill();
            load.awaitProgress(PROGRESS);
            disk.free();
        });
    }
}
