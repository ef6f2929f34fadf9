package akkord.system;

import static akkord.system.RunningCluster.await;
import static akkord.system.RunningCluster.awaitTold;
import static akkord.system.RunningCluster.describe;
import static akkord.system.RunningCluster.signal;
import static akkord.system.RunningCluster.statusOf;
import static akkord.system.RunningCluster.upAt;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes that die, freeze and stop, in a cluster of three that each test finds whole. Times are printed; how long they may
 * be is not tested here.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterFailoverTest {

    @TempDir
    static Path folder;

    private static RunningCluster cluster;

    @BeforeAll
    static void start() {
        cluster = RunningCluster.start(folder, 3);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void startWhoHasEnded() {
        for (RunningNode node : cluster.others()) if (!node.isAlive()) node.restart();
        for (RunningNode node : cluster.others()) await("all three", () -> upAt(node) == 3, node);
    }

    /** First: it looks for what the nodes have not logged. */
    @Test
    @Order(1)
    void theLossOfTheControllersNodeAndThenItsStopLeaveAClusterThatDecides() {
        RunningNode killed = cluster.controllerAt(cluster.node(1));
        RunningNode observer = cluster.others(killed).get(0);
        RunningNode other = cluster.others(killed, observer).get(0);
        killed.run("topic", "create", "before", "--replication-factor", "3").succeeded();

        killed.kill9();
        timed(
                "kill -9 of the controller's node to its state elsewhere",
                () -> !statusOf(killed, observer).equals("up"),
                observer,
                other);
        assertThat(describe(observer).getControllerNode()).isNotEqualTo(killed.nodeId());
        // until it knows, what it asks may have reached the one that was killed
        await("it to be known", () -> describe(other).getControllerNode() != killed.nodeId(), other, observer);
        other.run("topic", "create", "between").succeeded();

        killed.restart();
        await("all three", () -> upAt(killed) == 3, killed, observer, other);
        assertThat(killed.run("topic", "list").out()).contains("before", "between");

        RunningNode stopped = cluster.controllerAt(killed);
        RunningNode left = cluster.others(stopped, killed).get(0);
        Akkord.run("stop", "--data", stopped.data().toString()).succeeded();
        assertThat(stopped.awaitExitCode()).isZero();
        await("another controller", () -> describe(left).getControllerNode() != stopped.nodeId(), left);
        left.run("topic", "create", "after").succeeded();
        for (RunningNode node : cluster.others())
            assertThat(node.logTail())
                    .as("node " + left.nodeId() + " was there all the time")
                    .doesNotContain("node " + left.nodeId() + " is DOWN");
        awaitTold(left, "topic before created", "node " + killed.nodeId() + " is gone", "topic after created");
    }

    @Test
    @Order(2)
    void aFrozenNodeIsMissedComesBackAndEndsOnceTheClusterHasRemovedIt() {
        RunningNode controller = cluster.controllerAt(cluster.node(1));
        RunningNode frozen = cluster.others(controller).get(0);
        RunningNode observer = cluster.others(controller, frozen).get(0);

        signal(frozen, "STOP");
        timed(
                "SIGSTOP of a node to its state elsewhere",
                () -> statusOf(frozen, observer).equals("unreachable"),
                controller,
                observer);
        signal(frozen, "CONT");
        await("the node to be back", () -> upAt(observer) == 3, controller, observer, frozen);

        signal(frozen, "STOP");
        await("its removal", () -> statusOf(frozen, observer).equals("down"), controller, observer);
        signal(frozen, "CONT");
        assertThat(frozen.awaitExitCode()).isEqualTo(1);
        assertThat(frozen.logTail()).contains("the cluster has removed node " + frozen.nodeId());
        frozen.restart();
        await("all three again", () -> upAt(observer) == 3, controller, observer, frozen);
    }

    private static void timed(String what, BooleanSupplier condition, RunningNode... concerned) {
        long begin = System.nanoTime();
        await(what, condition, concerned);
        System.out.println(what + ": " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) + " ms");
    }
}
