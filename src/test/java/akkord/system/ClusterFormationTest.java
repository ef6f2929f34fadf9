package akkord.system;

import static akkord.system.RunningCluster.await;
import static akkord.system.RunningCluster.describe;
import static akkord.system.RunningCluster.upAt;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes become one cluster, and never two. */
class ClusterFormationTest {

    /** Unless somebody asks it about one. */
    private static final String WITHOUT_GROUPS = "-Dakkord.group.start-after=1h";

    @TempDir
    Path folder;

    @Test
    void nodesThatWereToldTheSameListAreOneClusterAndAreAgainAfterAllOfThemWereKilled() {
        List<RunningNode> nodes = IntStream.rangeClosed(1, 3)
                .mapToObj(id -> RunningNode.of(
                        id, folder.resolve("node-" + id), id == 3 ? WITHOUT_GROUPS : "-Dakkord.rack=r" + id))
                .toList();
        String list = nodes.stream().map(RunningNode::clusterAddress).collect(Collectors.joining(","));
        try {
            nodes.forEach(node -> node.begin("--join", list));
            nodes.forEach(RunningNode::awaitReady);
            for (RunningNode node : nodes) await("all three", () -> upAt(node) == 3, node);
            // two of three are enough to place them, whatever keeps the third
            await("groups", () -> nodes.get(0).run("group", "list").exitCode() == 0, nodes.get(0));
            nodes.get(0).stop();
            nodes.get(0).begin("--join", list).awaitReady();
            await("all three again", () -> upAt(nodes.get(1)) == 3, nodes.get(1));
            killAndStart(nodes.get(0), nodes.get(1), nodes.get(2));
        } finally {
            nodes.forEach(RunningNode::close);
        }
    }

    private static void killAndStart(RunningNode one, RunningNode two, RunningNode three) {
        three.run("topic", "create", "orders", "--partitions", "3").succeeded();
        await("the topic at node 1", () -> one.run("topic", "list").out().contains("orders"), one, three);

        List.of(one, two, three).forEach(RunningNode::kill9);
        two.begin();
        await("node 2 to look for the others", () -> looksForOthers(two), two);
        assertThat(two.isReady()).as("a minority forms no cluster").isFalse();
        three.begin();
        two.awaitReady();
        three.awaitReady();
        one.restart();

        await("all three at node 2", () -> upAt(two) == 3, one, two, three);
        assertThat(two.run("topic", "list").out()).contains("orders");
        assertThat(describe(one).getClusterId()).isEqualTo(describe(three).getClusterId());
    }

    /** Since it was started last. */
    private static boolean looksForOthers(RunningNode node) {
        String log = node.logTail();
        int served = log.lastIndexOf("akkord: node " + node.nodeId() + " ready");
        return log.indexOf("looking for the cluster", Math.max(0, served)) >= 0;
    }

    @Test
    void aNodeWhoseOthersAreDownFormsNoClusterOfItsOwn() {
        RunningNode lonely = RunningNode.of(
                2, folder.resolve("lonely"), "--join", "127.0.0.1:" + closedPort(), "-Dakkord.cluster.join-timeout=2s");

        Akkord.run(lonely.startCommand(2).toArray(String[]::new))
                .refused("could not join a cluster", "none of the nodes 127.0.0.1:", "answers");
    }

    private static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException unexpected) {
            throw new AssertionError(unexpected);
        }
    }
}
