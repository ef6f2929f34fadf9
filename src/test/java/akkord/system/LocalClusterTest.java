package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code akkord local} and {@code akkord stop}, as whoever tries Akkord out uses them. */
class LocalClusterTest {

    private static final int NODES = 2;
    private static final int SECONDS_MAX = 90;

    @TempDir
    Path folder;

    @Test
    void aLocalClusterTellsWhereItIsAndIsStoppedAsAWhole() throws Exception {
        Path data = folder.resolve("local");
        int ports = consecutiveFreePorts(3 * NODES);
        ProcessBuilder command = Akkord.command(List.of(
                "local",
                "--nodes=" + NODES,
                "--data=" + data,
                "--kafka-port=" + ports,
                "--grpc-port=" + (ports + NODES),
                "--cluster-port=" + (ports + 2 * NODES)));
        command.environment().put("AKKORD_HEAP", "128m");
        Process local = command.redirectErrorStream(true).start();
        try (BufferedReader lines = local.inputReader()) {
            List<String> seen = new ArrayList<>();
            String line = lines.readLine();
            while (line != null && !line.startsWith("akkord: the cluster is ready")) {
                seen.add(line);
                line = lines.readLine();
            }
            assertThat(line)
                    .as(() -> String.join("\n", seen))
                    .contains("127.0.0.1:" + ports + ",127.0.0.1:" + (ports + 1));
            String server = "--server=127.0.0.1:" + (ports + NODES + 1);
            assertThat(Akkord.run("cluster", "describe", server).succeeded().out())
                    .containsPattern("1 +up")
                    .containsPattern("2 +up");

            Akkord.run("local", "--nodes=" + NODES, "--data=" + data).refused("runs already", "akkord stop --data");
            assertThat(Akkord.run("stop", "--data=" + data).succeeded().out())
                    .contains("stopped process " + local.pid());

            assertThat(local.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            assertThat(local.exitValue()).isZero();
            assertThat(Files.readString(data.resolve("node-2.log"))).contains("akkord: node 2 ready");
            Akkord.run("stop", "--data=" + data.resolve("node-2")).refused("No node uses");
            Akkord.run("local", "--nodes=1", "--data=" + data).refused("holds a cluster of 2", "--nodes 2");
        } finally {
            local.destroy();
        }
    }

    @Test
    void aFolderThatNoNodeUsesHasNothingToStop() {
        Akkord.run("stop", "--data=" + folder.resolve("nothing")).refused("There is no folder");
        Akkord.run("stop", "--data=" + folder).refused("No node uses");
        Akkord.run("stop", "--timeout=0").misused("--timeout");
    }

    private static int consecutiveFreePorts(int count) {
        long seed = System.nanoTime();
        System.out.println("ports drawn with the seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int attempt = 0; attempt < 100; attempt++) {
            int first = random.nextInt(15_000, 30_000);
            if (areFree(first, count)) return first;
        }
        throw new AssertionError("no " + count + " free ports in a row");
    }

    private static boolean areFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assertThat(socket.isBound()).isTrue();
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }
}
