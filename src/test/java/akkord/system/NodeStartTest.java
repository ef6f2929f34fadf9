package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.system.Akkord.Outcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** How a node begins and ends, as whoever runs it sees it: lines, exit codes, files. */
@Execution(ExecutionMode.CONCURRENT)
class NodeStartTest {

    private static final String ANY_PORTS = "--grpc-port=0";

    @TempDir
    Path folder;

    @Test
    void aNodeStartsIsStoppedBySigtermWithExitCodeZeroAndStartsAgain() throws Exception {
        Path data = folder.resolve("node");
        for (int round = 0; round < 2; round++) {
            Process node = Akkord.command(start(data))
                    .redirectError(folder.resolve("err").toFile())
                    .start();
            try (var lines = node.inputReader()) {
                String ready = lines.readLine();
                assertThat(ready)
                        .as(() -> read(folder.resolve("err")))
                        .startsWith("akkord: node 1 ready, grpc 127.0.0.1:")
                        .contains("cluster 127.0.0.1:", "data " + data, "started in ");
                // Not Process.destroy: that closes the stream which is to be read to its end.
                node.toHandle().destroy();
                assertThat(lines.readLine())
                        .as("nothing else on standard output")
                        .isNull();
            }
            assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(node.exitValue()).as(() -> read(folder.resolve("err"))).isZero();
        }
        assertThat(Files.readString(data.resolve("node.properties"))).contains("node.id=1", "cluster.id=");
    }

    @Test
    void aTakenPortIsNamedWithItsSetting() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            start("--grpc-port=" + port).refused("port " + port + " of 127.0.0.1 is taken", "--grpc-port");
            start(ANY_PORTS, "--cluster-port=" + port).refused("port " + port, "--cluster-port");
        }
    }

    @Test
    void aHostThatIsNotHereIsRefused() {
        start(ANY_PORTS, "--host=192.0.2.1").refused("192.0.2.1 is no address of this machine", "--host");
    }

    @Test
    void aFolderOfAnotherClusterIsLeftAlone() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("node.properties"), "format=1\nnode.id=1\ncluster.id=elsewhere\n");

        start(ANY_PORTS).refused("elsewhere");

        assertThat(Files.readString(data.resolve("node.properties"))).contains("cluster.id=elsewhere");
    }

    @Test
    void aDataFolderThatCannotBeMadeIsRefused() throws Exception {
        Files.writeString(folder.resolve("data"), "a file");

        start(ANY_PORTS).refused("cannot use the data folder " + folder.resolve("data"));
    }

    @Test
    void anUnknownSettingIsRefusedWithTheNearestName() {
        start(ANY_PORTS, "-Dakkord.durabilty=disk").misused("akkord.durabilty", "akkord.durability");
        start(ANY_PORTS, "-Dbroker.num.partitons=3").misused("num.partitons", "num.partitions");
    }

    @Test
    void anIllTypedSettingIsRefusedWithItsPlace() throws Exception {
        Path file = Files.writeString(folder.resolve("my.conf"), "akkord {\n  grpc.port = http\n}\n");

        start("--config=" + file).misused("akkord.grpc.port must be a whole number", "my.conf: 2");
        start("--grpc-port=http").misused("akkord.grpc.port must be a whole number", "--grpc-port");
    }

    @Test
    void aConfigurationThatCannotBeReadIsRefusedWithFileAndLine() throws Exception {
        Path file = Files.writeString(folder.resolve("my.conf"), "akkord {\n  grpc.port = \n");

        start("--config=" + file).misused("my.conf");
        start("--config=" + folder.resolve("none.conf")).misused("there is no configuration file");
    }

    @Test
    void anUnknownFlagIsRefused() {
        start("--grcp-port=1").misused("--grcp-port");
    }

    @Test
    void optionsForTheJvmReachItWithTheirStars() throws Exception {
        // without the options the start would be refused for this
        Path data = Files.writeString(folder.resolve("data"), "a file");
        ProcessBuilder command = Akkord.command(start(data));
        command.environment().put("AKKORD_JVM_OPTS", "-Dakkord.cluster.port=1  -Dakkord.node-id=2*");

        Akkord.run(new byte[0], command).misused("akkord.node-id must be a whole number", "2*");
    }

    @Test
    void aHeapInTheOptionsForTheJvmCountsAlsoWhenItIsSmallerThanTheHeapAtFirst() {
        for (String option : List.of("-Xmx96m", "-XX:MaxHeapSize=98304k")) {
            ProcessBuilder command = Akkord.command(start(folder.resolve("data")));
            command.environment().put("AKKORD_JVM_OPTS", option + " -XX:+PrintFlagsFinal -Dakkord.node-id=none");

            Outcome outcome = Akkord.run(new byte[0], command).misused("akkord.node-id must be a whole number");

            assertThat(outcome.out()).containsPattern("MaxHeapSize += " + (96 << 20));
        }
    }

    @Test
    void theScriptWorksFromAnyFolderAndBySymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(
                folder.resolve("akkord"), Akkord.home().resolve("bin").resolve("akkord"));

        Process process = new ProcessBuilder(link.toString(), "--version")
                .directory(folder.toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor()).isZero();
        assertThat(out).startsWith("akkord ");
    }

    private List<String> start(Path data, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("start", "--data=" + data, ANY_PORTS, "--cluster-port=0", "--kafka-port=0"));
        arguments.addAll(List.of(more));
        return arguments;
    }

    /** A start that ends by itself. */
    private Outcome start(String... options) {
        List<String> arguments = new ArrayList<>(List.of("start", "--data=" + folder.resolve("data")));
        boolean clusterPort = false;
        for (String option : options) clusterPort |= option.startsWith("--cluster-port");
        if (!clusterPort) arguments.add("--cluster-port=0");
        arguments.addAll(List.of(options));
        return Akkord.run(arguments.toArray(String[]::new));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
