package akkord.sharding;

import akkord.sharding.node.Node;
import org.jspecify.annotations.Nullable;

/**
 * Turns SIGTERM and SIGINT into an orderly stop with exit code 0. The JVM itself would end with 143; a stop
 * that was asked for and went well is no failure, so the hook ends the process itself.
 */
final class StopBySignal {

    private final Thread hook = new Thread(this::stop, "stop");
    private volatile @Nullable Node node;
    private volatile boolean cancelled;

    private StopBySignal() {}

    static StopBySignal install() {
        StopBySignal stop = new StopBySignal();
        Runtime.getRuntime().addShutdownHook(stop.hook);
        return stop;
    }

    /** There is a node to stop now. If it ends by itself the process ends too, as a failure. */
    void running(Node started) {
        node = started;
        started.ended().thenRun(() -> {
            if (cancelled) return;
            cancelled = true;
            System.err.println("akkord: " + started.whyItEnded());
            // not from a thread of the system that has just ended: it must not wait for itself
            new Thread(() -> System.exit(1), "end").start();
        });
    }

    /** The JVM ends for another reason, with its own exit code. */
    void cancel() {
        cancelled = true;
    }

    private void stop() {
        if (cancelled) return;
        cancelled = true;
        Node running = node;
        // A node that is still starting is ended as if by a crash, which it survives at any point.
        if (running != null) running.stop();
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(0);
    }
}
