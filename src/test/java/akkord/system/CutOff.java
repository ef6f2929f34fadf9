package akkord.system;

import java.io.IOException;

/**
 * While it is open, nothing reaches a node and nothing comes from it, and nobody is told so: the kernel drops what is
 * for its address, one of the loopback network's that nobody else uses.
 */
final class CutOff implements AutoCloseable {

    /** Of node N, with N appended. */
    static final String HOST = "127.88.0.";

    /** Only tried out: no node has it. */
    private static final String TRIAL = HOST + "99";

    private final String host;

    private CutOff(String host) {
        this.host = host;
    }

    static CutOff of(RunningNode node) {
        if (!change("add", node.host())) throw new AssertionError("cannot cut off " + node.host());
        return new CutOff(node.host());
    }

    /** It takes Linux, its program {@code ip}, and root. */
    static boolean isPossible() {
        boolean possible = change("add", TRIAL) && change("del", TRIAL);
        if (!possible) System.out.println("passed over: nodes can be cut off only on Linux, with `ip` and as root");
        return possible;
    }

    /** What a former run that was killed has left cut off: its nodes could not have these addresses. */
    static void healAll(int nodes) {
        for (int node = 1; node <= nodes; node++) change("del", HOST + node);
    }

    private static boolean change(String verb, String host) {
        try {
            return new ProcessBuilder("ip", "route", verb, "blackhole", host + "/32", "table", "local")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        return "cut off (" + host + ")";
    }

    @Override
    public void close() {
        if (!change("del", host)) throw new AssertionError(host + " stays cut off: ip route del blackhole " + host);
    }
}
