package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Leaders that stop in the middle of a step and wake up in the belief that they still lead, with requests of old in their
 * sockets, while producers and a consumer are at work. One of the producers stays with them all the time, so that it
 * would hear of anything that they acknowledge then.
 */
final class FrozenLeaderTest {

    /** At least: until it is removed in any case. */
    private static final Duration LONG = Duration.ofSeconds(Long.getLong("akkord.faults.seconds", 0) > 0 ? 30 : 0);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void aLeaderThatWakesUpAfterALongSleepHasNothingMoreToSay() throws Exception {
        try (PromisedLoad load = new PromisedLoad(new ReplicatedTopic(folder, 3, 4)).withPatience()) {
            load.awaitProgress(1_000);
            RunningNode controlling = load.topic.node(load.topic.controller());
            load.strike("the controller frozen for 5 s", () -> freeze(controlling, Duration.ofSeconds(5)));
            RunningNode leading = load.topic.leader();
            load.strike("a leader frozen until it is removed", () -> {
                freezeUntilRemoved(leading, load.topic.another(leading));
                assertThat(leading.awaitExitCode()).as("it was removed").isEqualTo(1);
            });
            assertThat(load.endedByThemselves()).as("nobody but it").containsExactly(leading.nodeId());
            assertThat(leading.logTail()).contains("the cluster has removed node " + leading.nodeId());
            load.awaitProgress(1_000);
            load.endAndCompare();
        }
    }

    private static void freezeUntilRemoved(RunningNode node, RunningNode observer) {
        RunningCluster.signal(node, "STOP");
        LockSupport.parkNanos(LONG.toNanos());
        RunningCluster.await(
                "its removal", () -> RunningCluster.statusOf(node, observer).equals("down"), observer);
        RunningCluster.signal(node, "CONT");
    }

    /** How long it lasts is the fault: nothing is waited for. */
    private static void freeze(RunningNode node, Duration time) {
        RunningCluster.signal(node, "STOP");
        LockSupport.parkNanos(time.toNanos());
        RunningCluster.signal(node, "CONT");
    }
}
