package akkord.system;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A small network of its own for each node: a namespace, joined by a virtual cable to a bridge that the tests' clients
 * are on too. A link is one direction between two nodes. It is cut by giving the sender a wrong hardware address for the
 * receiver, as if somebody had pulled the cable: what is sent is lost, and nobody is told so.
 */
final class Lan implements AutoCloseable {

    /** Of the network 198.18.0.0/15, which is kept for tests: 198.18.K.0/24 with the first K that is free. */
    private static final int NETWORKS = 200;

    private static final String NOBODY = "ff";

    private final int network;
    private final int size;

    private Lan(int network, int size) {
        this.network = network;
        this.size = size;
    }

    /** For nodes 1 to {@code size}. It takes Linux, its program {@code ip}, and root; else the test is passed over. */
    static Lan of(int size) {
        int network = 0;
        while (network < NETWORKS && !ip("link add " + bridge(network) + " type bridge")) network++;
        Assumptions.assumeTrue(network < NETWORKS, "links can be cut only on Linux, with `ip` and as root");
        Lan lan = new Lan(network, size);
        Runtime.getRuntime().addShutdownHook(new Thread(lan::remove));
        try {
            lan.build();
        } catch (AssertionError e) {
            lan.remove();
            Assumptions.abort("links can be cut only where namespaces can be made: " + e.getMessage());
        }
        return lan;
    }

    private void build() {
        must("link set " + bridge(network) + " address " + hardware("fe") + " up");
        must("addr add " + host(254) + "/24 dev " + bridge(network));
        for (int node = 1; node <= size; node++) {
            must("netns add " + name(node));
            must("link add " + name(node) + " type veth peer name eth0 address " + hardware(node) + " netns "
                    + name(node));
            must("link set " + name(node) + " master " + bridge(network) + " up");
            must("-n " + name(node) + " addr add " + host(node) + "/24 dev eth0");
            must("-n " + name(node) + " link set lo up");
            must("-n " + name(node) + " link set eth0 up");
        }
        for (int from = 1; from <= size; from++) for (int to = 1; to <= size; to++) if (from != to) heal(from, to);
    }

    /** What a node's command line begins with, so that it lives in its namespace. */
    List<String> within(int node) {
        return List.of("ip", "netns", "exec", name(node));
    }

    String host(int node) {
        return "198.18." + network + "." + node;
    }

    /** What {@code from} sends to {@code to} is lost from now on. */
    void cut(int from, int to) {
        neighbour(from, to, NOBODY);
    }

    void cutBothWays(int one, int other) {
        cut(one, other);
        cut(other, one);
    }

    /** Between that node and every other one, both ways; clients still reach it. */
    void isolate(int node) {
        for (int other = 1; other <= size; other++) if (other != node) cutBothWays(node, other);
    }

    /** From the tests' clients, both ways. */
    void cutFromClients(int node) {
        must("neigh replace " + host(node) + " lladdr " + hardware(NOBODY) + " nud permanent dev " + bridge(network));
        must("-n " + name(node) + " neigh replace " + host(254) + " lladdr " + hardware(NOBODY)
                + " nud permanent dev eth0");
    }

    void heal() {
        for (int from = 1; from <= size; from++) {
            for (int to = 1; to <= size; to++) if (from != to) heal(from, to);
            must("neigh replace " + host(from) + " lladdr " + hardware(from) + " nud permanent dev " + bridge(network));
            must("-n " + name(from) + " neigh replace " + host(254) + " lladdr " + hardware("fe")
                    + " nud permanent dev eth0");
        }
    }

    private void heal(int from, int to) {
        neighbour(from, to, hex(to));
    }

    private void neighbour(int from, int to, String hardware) {
        must("-n " + name(from) + " neigh replace " + host(to) + " lladdr " + hardware(hardware)
                + " nud permanent dev eth0");
    }

    private static String bridge(int network) {
        return "akkord" + network;
    }

    private String name(int node) {
        return bridge(network) + "-" + node;
    }

    private String hardware(int last) {
        return hardware(hex(last));
    }

    private String hardware(String last) {
        return "02:88:00:00:" + hex(network) + ":" + last;
    }

    private static String hex(int number) {
        return String.format("%02x", number);
    }

    private static void must(String arguments) {
        if (!ip(arguments)) throw new AssertionError("failed: ip " + arguments);
    }

    private static boolean ip(String arguments) {
        try {
            List<String> command = new ArrayList<>(List.of("ip"));
            command.addAll(List.of(arguments.split(" ")));
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(Akkord.nothing())
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void remove() {
        for (int node = 1; node <= size; node++) {
            ip("link del " + name(node));
            ip("netns del " + name(node));
        }
        ip("link del " + bridge(network));
    }

    @Override
    public void close() {
        remove();
    }
}
