package akkord.system;

import akkord.protocol.grpc.v1.ClusterEvent;
import akkord.protocol.grpc.v1.DescribeClusterRequest;
import akkord.protocol.grpc.v1.DescribeClusterResponse;
import akkord.protocol.grpc.v1.NodeDescription;
import akkord.protocol.grpc.v1.WatchClusterRequest;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.AnswerStream;
import akkord.sharding.client.Methods;
import akkord.sharding.client.ServerAddress;
import akkord.sharding.client.ServerRefusedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Several nodes as one cluster, each in its own JVM; numbered from 1. */
final class RunningCluster implements AutoCloseable {

    private static final int DEADLINE_SECONDS = 60;
    private static final int PROBE_MILLIS = 100;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    /** Counters come back to a node that has just started within a second or two. */
    private static final String[] COUNTERS = {
        "-Dakka.extensions=akkord.system.entity.CounterPort", "-Dakka.cluster.sharding.rebalance-interval=1s"
    };

    private final Path folder;
    private final List<RunningNode> nodes = new ArrayList<>();

    private RunningCluster(Path folder) {
        this.folder = folder;
    }

    /** Node 1 forms the cluster; the others, started at the same time, ask for it until it is there. Waits until all serve. */
    static RunningCluster start(Path folder, int count, String... options) {
        RunningCluster cluster = new RunningCluster(folder);
        for (int number = 1; number <= count; number++) cluster.add(options);
        return cluster.startAll();
    }

    /** Each node on a rack of its own. */
    static RunningCluster onRacks(Path folder, int count) {
        RunningCluster cluster = new RunningCluster(folder);
        for (int number = 1; number <= count; number++) cluster.add("-Dakkord.rack=rack-" + number);
        return cluster.startAll();
    }

    private RunningCluster startAll() {
        try {
            node(1).begin();
            for (RunningNode node : others(node(1))) node.begin("--join", node(1).clusterAddress());
            nodes.forEach(RunningNode::awaitReady);
            return this;
        } catch (AssertionError | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Nodes that also load the counters, each at an address of its own, so that {@link CutOff} can take it away. */
    static RunningCluster thatCanBeCut(Path folder, int count) {
        CutOff.healAll(count);
        RunningCluster cluster = new RunningCluster(folder);
        for (int number = 1; number <= count; number++)
            cluster.nodes.add(RunningNode.at(CutOff.HOST + number, number, folder.resolve("node-" + number), COUNTERS));
        return cluster.startAll();
    }

    /** Nodes with a network of their own, each link of which can be cut. */
    static RunningCluster on(Lan lan, Path folder, int count, String... options) {
        RunningCluster cluster = new RunningCluster(folder);
        for (int number = 1; number <= count; number++)
            cluster.nodes.add(RunningNode.on(lan, number, folder.resolve("node-" + number), options));
        return cluster.startAll();
    }

    /** Nodes that also load {@link akkord.system.entity.CounterPort}. */
    static RunningCluster withCounters(Path folder, int count) {
        return start(folder, count, COUNTERS);
    }

    /** The next node; not started yet. */
    RunningNode add(String... options) {
        int number = nodes.size() + 1;
        RunningNode node = RunningNode.of(number, folder.resolve("node-" + number), options);
        nodes.add(node);
        return node;
    }

    RunningNode node(int number) {
        return nodes.get(number - 1);
    }

    /** The cluster as that node knows it; empty while it does not answer. */
    static DescribeClusterResponse describe(RunningNode node) {
        try (AkkordClient client = new AkkordClient(ServerAddress.parse(node.server()), ANSWER_WITHIN)) {
            return client.call(Methods.DESCRIBE_CLUSTER, DescribeClusterRequest.getDefaultInstance());
        } catch (ServerRefusedException away) {
            return DescribeClusterResponse.newBuilder()
                    .setVersion(away.toString())
                    .build();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Watches the cluster at that node, from as far back as it remembers, until it has told all of these. */
    static void awaitTold(RunningNode at, String... parts) {
        awaitTold(at, Stream.of(parts).map(Pattern::quote).toList());
    }

    /** @param parts regular expressions */
    static void awaitTold(RunningNode at, List<String> parts) {
        Set<Pattern> missing = ConcurrentHashMap.newKeySet();
        parts.stream().map(Pattern::compile).forEach(missing::add);
        try (AkkordClient client = new AkkordClient(ServerAddress.parse(at.server()), ANSWER_WITHIN);
                var events = client.watch(Integer.MAX_VALUE)) {
            CompletableFuture.runAsync(() -> {
                        while (!missing.isEmpty()) {
                            ClusterEvent event = next(events);
                            missing.removeIf(
                                    part -> part.matcher(event.getMessage()).find());
                        }
                    })
                    .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError("never told: " + missing + logs(at), e);
        }
    }

    private static ClusterEvent next(AnswerStream<WatchClusterRequest, ClusterEvent> events) {
        try {
            return Objects.requireNonNull(events.next());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** How many nodes that node takes to be up. */
    static long upAt(RunningNode node) {
        return describe(node).getNodesList().stream()
                .filter(one -> one.getStatus().equals("up"))
                .count();
    }

    /** What state {@code of} is in, as {@code at} knows it. */
    static String statusOf(RunningNode of, RunningNode at) {
        return describe(at).getNodesList().stream()
                .filter(one -> one.getId() == of.nodeId())
                .map(NodeDescription::getStatus)
                .findFirst()
                .orElse("unknown");
    }

    /** The node that the controller runs on, as node {@code at} knows it, or will when it has just been started. */
    RunningNode controllerAt(RunningNode at) {
        await("a controller", () -> describe(at).getControllerNode() > 0, at);
        return node(describe(at).getControllerNode());
    }

    /** All but these. */
    List<RunningNode> others(RunningNode... left) {
        return nodes.stream().filter(node -> !List.of(left).contains(node)).toList();
    }

    /** Lets the operating system stop or continue it: {@code STOP}, {@code CONT}. */
    static void signal(RunningNode node, String signal) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, "" + node.pid())
                    .inheritIO()
                    .start();
            if (kill.waitFor() != 0) throw new AssertionError("kill -" + signal + " failed");
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Asks until it holds. */
    static void await(String what, BooleanSupplier condition, RunningNode... concerned) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("waited in vain for " + what + logs(concerned));
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PROBE_MILLIS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String logs(RunningNode... concerned) {
        StringBuilder all = new StringBuilder();
        for (RunningNode node : concerned)
            all.append("\n--- node ").append(node.nodeId()).append('\n').append(node.logTail());
        return all.toString();
    }

    @Override
    public void close() {
        nodes.forEach(RunningNode::close);
    }
}
