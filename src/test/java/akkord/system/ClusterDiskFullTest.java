package akkord.system;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three nodes, each on a small disk of its own, one of which fills up under producers and a consumer. For a soak only: it
 * takes replica.lag.time.max.ms until nobody waits any more for a follower that cannot write.
 */
final class ClusterDiskFullTest {

    private static final int DISK_MIB = 256;
    private static final int PROGRESS = 1_000;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private List<SmallDisk> disks = List.of();

    @Test
    void producersGoOnWithoutAFollowerWhoseDiskIsFullAndWaitForSuchALeaderAndBothHeal() throws Exception {
        Assumptions.assumeTrue(Long.getLong("akkord.faults.seconds", 0) > 0, "run it with -Psoak");
        disks = IntStream.rangeClosed(1, 3)
                .mapToObj(node -> SmallDisk.at(folder.resolve("node-" + node), DISK_MIB))
                .toList();
        // closed last: a file system that is in use goes when its users have gone
        try (PromisedLoad load = new PromisedLoad(new ReplicatedTopic(folder, 3, 1))) {
            load.awaitProgress(PROGRESS);
            RunningNode follower = load.topic.nodes.stream()
                    .filter(node -> node != load.topic.leader() && node.nodeId() != load.topic.controller())
                    .findFirst()
                    .orElseThrow();
            strike(load, follower, "a follower's disk full", () -> load.awaitProgress(PROGRESS));
            strike(load, load.topic.leader(), "the leader's disk full", ClusterDiskFullTest::last);
            load.awaitProgress(PROGRESS);
            load.endAndCompare();
        } finally {
            disks.forEach(SmallDisk::close);
        }
    }

    private void strike(PromisedLoad load, RunningNode node, String what, Runnable meanwhile) {
        SmallDisk disk = disks.get(node.nodeId() - 1);
        load.strike(what, () -> {
            disk.fill();
            meanwhile.run();
            disk.free();
        });
    }

    /** How long the fault lasts: nothing is waited for. */
    private static void last() {
        LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
    }
}
