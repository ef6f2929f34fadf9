package akkord.system.kafka.differential;

import akkord.system.Akkord;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One broker of Apache Kafka, node 1, which is its own controller; from the jars that the build fetched. */
final class ApacheKafka implements AutoCloseable {

    private static final long READY_SECONDS_MAX = 90;
    private static final int END_SECONDS_MAX = 60;
    private static final String CLUSTER_ID = "ZGlmZmVyZW50aWFsLXRlc3";

    private final Path folder;
    private final int port;
    private final Process process;

    private ApacheKafka(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    static ApacheKafka start(Path folder, List<String> settings) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int port;
        int controllerPort;
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket other = new ServerSocket(0)) {
            port = one.getLocalPort();
            controllerPort = other.getLocalPort();
        }
        List<String> lines = new ArrayList<>(List.of(
                "process.roles=broker,controller",
                "node.id=1",
                "controller.quorum.voters=1@127.0.0.1:" + controllerPort,
                "listeners=PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort,
                "controller.listener.names=CONTROLLER",
                "log.dirs=" + folder.resolve("data"),
                "offsets.topic.replication.factor=1"));
        lines.addAll(settings);
        Path properties = Files.write(folder.resolve("server.properties"), lines);
        Process format = java(folder, "kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", properties + "");
        if (!format.waitFor(READY_SECONDS_MAX, TimeUnit.SECONDS) || format.exitValue() != 0)
            throw new AssertionError("Apache Kafka's folder was not formatted:\n" + log(folder));
        ApacheKafka kafka = new ApacheKafka(folder, port, java(folder, "kafka.Kafka", properties + ""));
        kafka.awaitReady();
        return kafka;
    }

    private static Process java(Path folder, String mainClass, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                jars("kafka-tools") + ":" + jars("kafka-broker"),
                mainClass));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("kafka.log").toFile()))
                .start();
    }

    private static String jars(String folder) {
        try (Stream<Path> files = Files.list(Akkord.home().resolve("src/test/target/clients/" + folder))) {
            return String.join(":", files.map(Path::toString).sorted().toList());
        } catch (IOException missing) {
            throw new AssertionError("the build fetches Apache Kafka before it tests: use mvn verify", missing);
        }
    }

    private void awaitReady() throws InterruptedException, IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(READY_SECONDS_MAX);
        while (!accepts()) {
            if (!process.isAlive() || System.nanoTime() > deadline)
                throw new AssertionError("Apache Kafka did not start:\n" + log(folder));
            // Not a pause for its own sake: how often the port is tried.
            process.waitFor(50, TimeUnit.MILLISECONDS);
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static String log(Path folder) throws IOException {
        Path log = folder.resolve("kafka.log");
        return Files.exists(log) ? Files.readString(log) : "(no log)";
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws InterruptedException {
        process.toHandle().destroyForcibly();
        if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) throw new AssertionError("Apache Kafka did not end");
    }
}
