package akkord.system;

import static akkord.system.RunningCluster.await;
import static akkord.system.RunningCluster.signal;
import static akkord.system.RunningCluster.statusOf;
import static akkord.system.RunningCluster.upAt;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Entities that are bound to no disk: whatever happens to their node, they answer again and have forgotten nothing. */
@Isolated("an entity whose node is slow while it moves is away for a minute")
class ShardedEntityTest {

    private static final int NODES = 3;
    private static final int ENTITIES = 12;

    @TempDir
    Path folder;

    private final Map<String, Integer> sums = new HashMap<>();
    private final Map<String, String> places = new HashMap<>();

    @Test
    void countersKeepTheirSumsWhileTheirNodesLeaveDieFreezeAndAreCutOff() {
        boolean canBeCut = CutOff.isPossible();
        try (RunningCluster cluster =
                canBeCut ? RunningCluster.thatCanBeCut(folder, NODES) : RunningCluster.withCounters(folder, NODES)) {
            RunningNode asked = cluster.node(1);
            addToAll(asked, "all are there");
            oneLeaves(cluster.node(2), asked);
            oneDies(cluster.node(3), asked);
            oneFreezes(cluster.node(2), asked);
            addToAll(cluster.node(3), "a node was removed");
            cluster.node(2).restart();
            await("all three again", () -> upAt(asked) == 3, asked);
            if (canBeCut)
                oneIsCutOff(cluster.others(asked, cluster.controllerAt(asked)).get(0), asked);
        }
    }

    /** Who has just come gets some of the others; a counter whose node dies while it moves would be away for a minute. */
    private void awaitCountersOn(RunningNode node, RunningNode asked) {
        await(
                "as many counters on node " + node.nodeId() + " as on others",
                () -> {
                    Map<String, String> before = Map.copyOf(places);
                    addToAll(asked, "node " + node.nodeId() + " is to have some");
                    return places.equals(before) && places.containsValue(node.clusterAddress()) && areSpreadEvenly();
                },
                node,
                asked);
    }

    private boolean areSpreadEvenly() {
        IntSummaryStatistics counts = new HashSet<>(places.values())
                .stream()
                        .mapToInt(node -> Collections.frequency(places.values(), node))
                        .summaryStatistics();
        return counts.getCount() == NODES && counts.getMax() - counts.getMin() <= 1;
    }

    private void oneLeaves(RunningNode node, RunningNode asked) {
        awaitCountersOn(node, asked);
        node.stop();
        addToAll(asked, "a node has left");
        node.restart();
    }

    private void oneDies(RunningNode node, RunningNode asked) {
        awaitCountersOn(node, asked);
        node.kill9();
        addToAll(asked, "a node has died");
        node.restart();
        await("all three", () -> upAt(asked) == 3, asked);
    }

    private void oneFreezes(RunningNode node, RunningNode asked) {
        awaitCountersOn(node, asked);
        signal(node, "STOP");
        addToAll(asked, "a node is frozen");
        await("its removal", () -> statusOf(node, asked).equals("down"), asked);
        signal(node, "CONT");
        assertThat(node.awaitExitCode()).isEqualTo(1);
    }

    private void oneIsCutOff(RunningNode lonely, RunningNode asked) {
        awaitCountersOn(lonely, asked);
        long begin = System.nanoTime();
        try (CutOff cut = CutOff.of(lonely)) {
            await("it to be missed", () -> !statusOf(lonely, asked).equals("up"), asked);
            System.out.println("a node that was " + cut + " was missed after "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) + " ms");
            addToAll(asked, "a node is cut off");
            assertThat(lonely.awaitExitCode()).as("a minority ends").isEqualTo(1);
        }
        lonely.restart();
        await("it to be back", () -> upAt(asked) == 3, asked, lonely);
        addToAll(lonely, "it is back");
    }

    /** One more on each, asked again until it answers; each addition must count once. */
    private void addToAll(RunningNode node, String when) {
        long begin = System.nanoTime();
        for (int number = 0; number < ENTITIES; number++) {
            String id = "counter-" + number;
            int before = sums.getOrDefault(id, 0);
            await("an answer of " + id + " when " + when, () -> isAdded(node, id, before), node);
            sums.put(id, before + 1);
        }
        System.out.println("counters answered when " + when + ": "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) + " ms");
    }

    private boolean isAdded(RunningNode node, String id, int before) {
        String answer = ask(node, id + " " + before);
        if (answer.startsWith("failed")) return false;
        String[] words = answer.split(" ");
        assertThat(Integer.parseInt(words[0])).as(id).isEqualTo(before + 1);
        places.put(id, words[1]);
        return true;
    }

    private static String ask(RunningNode node, String line) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.counterPort());
                PrintWriter out = new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            out.println(line);
            String answer = lines.readLine();
            return answer == null ? "failed: no answer" : answer;
        } catch (IOException e) {
            return "failed: " + e.getMessage();
        }
    }
}
