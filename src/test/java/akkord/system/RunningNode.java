package akkord.system;

import akkord.system.Akkord.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node started by the script, on ports of its own, that can be killed and started again. */
public final class RunningNode implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RunningNode.class);
    private static final int PORT_MIN = 12_000;
    private static final int PORT_MAX = 32_000;
    private static final int READY_SECONDS_MAX = 90;
    private static final int STOP_SECONDS_MAX = 60;
    private static final int TAIL_LINES = 60;
    private static final String CLUSTERED_HEAP = "128m";

    /** No node of a test lives long enough to earn what the optimising compiler takes: a third of its CPU time. In a soak it does. */
    private static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    private static final boolean IN_A_SOAK = Long.getLong("akkord.faults.seconds", 0) > 0;

    /** A node that is down just now wants its ports back, also while another class of tests begins. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private static final String LOCALHOST = "127.0.0.1";

    private final int nodeId;
    private final String host;
    private final Path data;
    private final Path log;
    private final List<String> options;
    private final List<String> within;
    private final int grpcPort;
    private final int kafkaPort;
    private final int clusterPort;
    private final int counterPort;
    private final boolean isOneOfSeveral;
    private Process process;
    private CompletableFuture<Boolean> ready = new CompletableFuture<>();

    private RunningNode(int nodeId, String host, Path data, List<String> options, boolean isOneOfSeveral)
            throws IOException {
        this(nodeId, host, data, options, isOneOfSeveral, List.of());
    }

    private RunningNode(
            int nodeId, String host, Path data, List<String> options, boolean isOneOfSeveral, List<String> within)
            throws IOException {
        this.within = within;
        this.host = host;
        this.nodeId = nodeId;
        this.isOneOfSeveral = isOneOfSeveral;
        this.data = data;
        this.log = data.resolveSibling(data.getFileName() + ".log");
        this.options = options;
        try (ServerSocket a = freePort();
                ServerSocket b = freePort();
                ServerSocket c = freePort();
                ServerSocket d = freePort()) {
            counterPort = d.getLocalPort();
            grpcPort = a.getLocalPort();
            kafkaPort = b.getLocalPort();
            clusterPort = c.getLocalPort();
        }
    }

    /** Starts node 1 on that folder and waits until it serves. @param options more of {@code akkord start} */
    public static RunningNode start(Path data, String... options) {
        try {
            RunningNode node = new RunningNode(1, LOCALHOST, data, List.of(options), false);
            return node.restart();
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** One of several nodes; not started yet. */
    static RunningNode of(int nodeId, Path data, String... options) {
        try {
            return new RunningNode(nodeId, LOCALHOST, data, List.of(options), true);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** One of several, at an address of its own. */
    static RunningNode at(String host, int nodeId, Path data, String... options) {
        try {
            return new RunningNode(nodeId, host, data, List.of(options), true);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** One of several, with a network of its own. */
    static RunningNode on(Lan lan, int nodeId, Path data, String... options) {
        try {
            return new RunningNode(nodeId, lan.host(nodeId), data, List.of(options), true, lan.within(nodeId));
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** Starts it again, where it was, and waits until it serves. */
    RunningNode restart() {
        begin();
        awaitReady();
        return this;
    }

    /** Starts it, where it was, and does not wait. */
    RunningNode begin(String... more) {
        try {
            List<String> command = startCommand(nodeId);
            command.addAll(List.of(more));
            ProcessBuilder builder = Akkord.command(command).redirectErrorStream(true);
            builder.command().addAll(0, within);
            // several on one machine must fit beside each other
            if (isOneOfSeveral) builder.environment().put("AKKORD_HEAP", CLUSTERED_HEAP);
            builder.environment().merge("AKKORD_JVM_OPTS", jvmOptions(), (given, ours) -> ours + " " + given);
            process = builder.start();
            ready = new CompletableFuture<>();
            Process started = process;
            CompletableFuture<Boolean> isReady = ready;
            Thread reader = new Thread(() -> copyLog(started, isReady), "node log");
            reader.setDaemon(true);
            reader.start();
            return this;
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** The same folder and ports, under any number: for starts that are to be refused. */
    List<String> startCommand(int nodeId) {
        List<String> arguments = new ArrayList<>(List.of("start", "--node-id", "" + nodeId, "--data", "" + data));
        arguments.addAll(List.of("--host", host, "--grpc-port", "" + grpcPort));
        arguments.addAll(List.of("--kafka-port", "" + kafkaPort, "--cluster-port", "" + clusterPort));
        arguments.addAll(options);
        return arguments;
    }

    private String jvmOptions() throws IOException {
        return (IN_A_SOAK ? "" : SHORT_LIVED) + (loadsCounters() ? " " + counterOptions() : "");
    }

    private boolean loadsCounters() {
        return options.stream().anyMatch(option -> option.startsWith("-Dakka.extensions="));
    }

    /** The classes of the tests too. Options of the script are words, so each jar is named. */
    private String counterOptions() throws IOException {
        Path tests = Path.of("target", "test-classes").toAbsolutePath();
        return "-cp " + Akkord.classPath() + ":" + tests + " -Dcounter.port=" + counterPort;
    }

    /** See {@link akkord.system.entity.CounterPort}. */
    int counterPort() {
        return counterPort;
    }

    /** Whether it serves already. */
    boolean isReady() {
        return ready.getNow(false);
    }

    void awaitReady() {
        try {
            if (!ready.get(READY_SECONDS_MAX, TimeUnit.SECONDS))
                throw new AssertionError("the node ended before it was ready:\n" + logTail());
        } catch (TimeoutException slow) {
            kill9();
            throw new AssertionError("the node was not ready in " + READY_SECONDS_MAX + " s:\n" + logTail());
        } catch (InterruptedException | ExecutionException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    private void copyLog(Process started, CompletableFuture<Boolean> isReady) {
        try (BufferedReader lines =
                        new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
                var copy = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                copy.write(line);
                copy.newLine();
                copy.flush();
                if (line.startsWith("akkord: node " + nodeId + " ready")) isReady.complete(true);
            }
        } catch (IOException killed) {
            // A killed node's pipe may break instead of end; both mean that it is gone.
            isReady.complete(false);
        }
        isReady.complete(false);
    }

    /** The last lines it logged. */
    public String logTail() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException none) {
            return "(no log: " + none.getMessage() + ")";
        }
    }

    /** SIGKILL: it gets no chance to say goodbye. */
    RunningNode kill9() {
        process.destroyForcibly();
        await(process);
        return this;
    }

    /** SIGTERM, and waits until it has ended by itself. */
    RunningNode stop() {
        terminate();
        await(process);
        return this;
    }

    /** SIGTERM, and does not wait. */
    void terminate() {
        process.destroy();
    }

    private void await(Process ending) {
        try {
            if (!ending.waitFor(STOP_SECONDS_MAX, TimeUnit.SECONDS)) {
                ending.destroyForcibly();
                throw new AssertionError("the node did not stop in " + STOP_SECONDS_MAX + " s:\n" + logTail());
            }
        } catch (InterruptedException unexpected) {
            throw new AssertionError(unexpected);
        }
    }

    /** Waits until it has ended by itself. */
    int awaitExitCode() {
        await(process);
        return process.exitValue();
    }

    String host() {
        return host;
    }

    int nodeId() {
        return nodeId;
    }

    /** For {@code --join}. */
    String clusterAddress() {
        return host + ":" + clusterPort;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** For {@code --server}. */
    String server() {
        return host + ":" + grpcPort;
    }

    /** For {@code bootstrap.servers}. */
    public String kafkaServer() {
        return host + ":" + kafkaPort;
    }

    Path data() {
        return data;
    }

    /** Where a partition's files are. */
    public Path partitionFolder(String topic, int partition) {
        return data.resolve("log").resolve(topic + "-" + partition);
    }

    /** Runs a client command against this node. */
    public Outcome run(String... arguments) {
        return run(new byte[0], arguments);
    }

    public Outcome run(byte[] input, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--server=" + server());
        return Akkord.run(input, all.toArray(String[]::new));
    }

    @Override
    public void close() {
        if (process.isAlive()) kill9();
    }

    /** Below those that the system gives to outgoing connections, so that it stays free until the node takes it. */
    private static ServerSocket freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX);
            if (!GIVEN.add(port)) continue;
            try {
                return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
            } catch (BindException taken) {
                LOG.debug("port {} is taken", port);
            }
        }
    }
}
