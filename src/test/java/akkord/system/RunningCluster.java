package akkord.system;

import akkord.system.Akkord.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Several nodes as one cluster, each in its own JVM; numbered from 1. */
final class RunningCluster implements AutoCloseable {

    private static final int DEADLINE_SECONDS = 60;
    private static final int PROBE_MILLIS = 100;

    private final Path folder;
    private final List<RunningNode> nodes = new ArrayList<>();

    private RunningCluster(Path folder) {
        this.folder = folder;
    }

    /** Node 1 forms the cluster; the others join it, all at once. Waits until every one serves. */
    static RunningCluster start(Path folder, int count, String... options) {
        RunningCluster cluster = new RunningCluster(folder);
        try {
            RunningNode first = cluster.add(options).restart();
            for (int number = 2; number <= count; number++)
                cluster.add(options).begin("--join", first.clusterAddress());
            cluster.nodes.forEach(RunningNode::awaitReady);
            return cluster;
        } catch (AssertionError | RuntimeException e) {
            cluster.close();
            throw e;
        }
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

    /** What {@code cluster describe} says there. */
    static String describe(RunningNode node) {
        Outcome outcome = node.run("cluster", "describe");
        return outcome.exitCode() == 0 ? outcome.out() : outcome.toString();
    }

    /** How many nodes that node takes to be up. */
    static long upAt(RunningNode node) {
        return describe(node)
                .lines()
                .filter(line -> line.matches("\\s*\\d+\\s+up\\s.*"))
                .count();
    }

    /** The controller's node as that node knows it, 0 when it knows none. */
    static int controllerAt(RunningNode node) {
        return describe(node)
                .lines()
                .filter(line -> line.startsWith("controller node "))
                .map(line -> Integer.valueOf(
                        line.substring("controller node ".length()).strip()))
                .findFirst()
                .orElse(0);
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
