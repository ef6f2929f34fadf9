package akkord.sharding;

import akkord.sharding.cli.CommandFailedException;
import akkord.sharding.data.FolderLock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code akkord local}: a cluster on this machine, a process a node, until it is told to stop. */
@Command(
        name = "local",
        description = "Run several nodes on this machine as one cluster, for trying things out, until stopped.",
        footer = {
            "",
            "Node N keeps its data in DIR/node-N and its log in DIR/node-N.log. Its ports are those of node 1 and",
            "N-1 more. Started again, the nodes go on with what they have. Ctrl-C, or 'akkord stop --data DIR', stops",
            "all of them.",
            "",
            "Examples:",
            "  akkord local",
            "  akkord local --nodes 5 --data /tmp/five -Dbroker.default.replication.factor=3"
        })
public final class LocalCommand implements Callable<Integer> {

    private static final int NODES_MAX = 20;
    private static final int STOP_SECONDS_MAX = 60;

    @Option(names = "--nodes", paramLabel = "N", description = "How many nodes (default: 3).")
    private int nodes = 3;

    @Option(names = "--data", paramLabel = "DIR", description = "The folder for all of it (default: akkord-local).")
    private Path data = Path.of("akkord-local");

    @Option(names = "--kafka-port", paramLabel = "PORT", description = "Node 1's Kafka port (default: 9092).")
    private int kafkaPort = 9092;

    @Option(names = "--grpc-port", paramLabel = "PORT", description = "Node 1's gRPC port (default: 8080).")
    private int grpcPort = 8080;

    @Option(
            names = "--cluster-port",
            paramLabel = "PORT",
            description = "Node 1's port for the other nodes (default: 25520).")
    private int clusterPort = 25520;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            mapFallbackValue = "",
            description = "Set a key of application.conf on every node; may be repeated.")
    private final Map<String, String> properties = new LinkedHashMap<>();

    @Spec
    private @Nullable CommandSpec spec;

    private final List<LocalNode> running = new CopyOnWriteArrayList<>();
    private volatile boolean stopping;
    private volatile boolean failed;

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec self = Objects.requireNonNull(spec);
        if (nodes < 1 || nodes > NODES_MAX)
            throw new ParameterException(self.commandLine(), "--nodes is between 1 and " + NODES_MAX + ".");
        PrintWriter out = self.commandLine().getOut();
        Path folder = data.toAbsolutePath().normalize();
        try (FolderLock lock = take(folder)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAll(out), "stop"));
            startAll(folder, out);
            awaitReady(out);
            return awaitEnd(out);
        } catch (IOException e) {
            failed = true;
            throw new CommandFailedException("Cannot use the folder " + folder + ": " + e.getMessage());
        }
    }

    private FolderLock take(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> entries = Files.list(folder)) {
            long there = entries.filter(
                            entry -> String.valueOf(entry.getFileName()).matches("node-\\d+"))
                    .count();
            if (there > nodes)
                throw new CommandFailedException(folder + " holds a cluster of " + there
                        + " nodes, which fewer cannot continue: say --nodes " + there + ", or another --data.");
        }
        FolderLock lock = FolderLock.take(folder);
        if (lock == null)
            throw new CommandFailedException(
                    "The cluster in " + folder + " runs already: stop it with 'akkord stop --data " + folder + "'.");
        return lock;
    }

    private void startAll(Path folder, PrintWriter out) throws IOException {
        out.println("akkord: starting " + nodes + " nodes in " + folder);
        out.flush();
        for (int number = 1; number <= nodes; number++) {
            LocalNode node =
                    LocalNode.start(number, command(folder, number), folder.resolve("node-" + number + ".log"));
            running.add(node);
        }
    }

    private List<String> command(Path folder, int number) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("program.home", "."), "bin", "akkord")
                .toString());
        command.addAll(List.of("start", "--node-id", "" + number, "--host", "127.0.0.1"));
        command.addAll(List.of("--data", folder.resolve("node-" + number).toString()));
        command.addAll(List.of("--kafka-port", "" + (kafkaPort + number - 1)));
        command.addAll(List.of("--grpc-port", "" + (grpcPort + number - 1)));
        command.addAll(List.of("--cluster-port", "" + (clusterPort + number - 1)));
        if (number > 1) command.addAll(List.of("--join", "127.0.0.1:" + clusterPort));
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        return command;
    }

    private void awaitReady(PrintWriter out) throws InterruptedException {
        for (LocalNode node : running) {
            try {
                out.println(node.ready().get());
                out.flush();
            } catch (ExecutionException e) {
                failed = true;
                Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
                throw new CommandFailedException("Node " + node.number() + " did not start: "
                        + String.valueOf(cause.getMessage()).replaceFirst("^akkord: ", "") + " (its log is "
                        + node.log() + ")");
            }
        }
        String servers = IntStream.range(0, nodes)
                .mapToObj(index -> "127.0.0.1:" + (kafkaPort + index))
                .collect(Collectors.joining(","));
        out.println("akkord: the cluster is ready; Kafka clients: " + servers + "; Ctrl-C stops it");
        out.flush();
    }

    /** The nodes go on without one that ends; when the last one has, there is nothing left to do. */
    private int awaitEnd(PrintWriter out) throws InterruptedException {
        List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (LocalNode node : running)
            ends.add(node.ended().thenAccept(process -> {
                if (stopping) return;
                out.println("akkord: node " + node.number() + " has ended with exit code " + process.exitValue()
                        + "; its log is " + node.log());
                out.flush();
            }));
        try {
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get();
        } catch (ExecutionException e) {
            throw new UncheckedIOException(new IOException(e));
        }
        failed = true;
        return 1;
    }

    /** When this process ends; by a signal, all was well: what the nodes' ends look like, once told to, does not count. */
    private void stopAll(PrintWriter out) {
        stopping = true;
        boolean wasWell = !failed && !running.isEmpty();
        running.forEach(LocalNode::stop);
        try {
            for (LocalNode node : running)
                if (node.awaitEnd(STOP_SECONDS_MAX) == null)
                    out.println("akkord: node " + node.number() + " has not ended within " + STOP_SECONDS_MAX + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!wasWell) return;
        out.println("akkord: the cluster has stopped");
        out.flush();
        Runtime.getRuntime().halt(0);
    }
}
