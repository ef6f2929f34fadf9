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
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Entities that are bound to no disk: whatever happens to their node, they answer again and have forgotten nothing. */
class ShardedEntityTest {

    private static final int ENTITIES = 12;

    @TempDir
    Path folder;

    private final Map<String, Integer> sums = new HashMap<>();

    @Test
    void countersKeepTheirSumsWhileTheirNodesLeaveDieFreezeAndAreCutOff() {
        boolean canBeCut = CutOff.isPossible();
        try (RunningCluster cluster =
                canBeCut ? RunningCluster.thatCanBeCut(folder, 3) : RunningCluster.withCounters(folder, 3)) {
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

    private void oneLeaves(RunningNode node, RunningNode asked) {
        node.stop();
        addToAll(asked, "a node has left");
        node.restart();
    }

    private void oneDies(RunningNode node, RunningNode asked) {
        node.kill9();
        addToAll(asked, "a node has died");
        node.restart();
        await("all three", () -> upAt(asked) == 3, asked);
    }

    private void oneFreezes(RunningNode node, RunningNode asked) {
        signal(node, "STOP");
        addToAll(asked, "a node is frozen");
        await("its removal", () -> statusOf(node, asked).equals("down"), asked);
        signal(node, "CONT");
        assertThat(node.awaitExitCode()).isEqualTo(1);
    }

    private void oneIsCutOff(RunningNode lonely, RunningNode asked) {
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

    private static boolean isAdded(RunningNode node, String id, int before) {
        String answer = ask(node, id + " " + before);
        if (answer.startsWith("failed")) return false;
        assertThat(Integer.parseInt(answer)).as(id).isEqualTo(before + 1);
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
