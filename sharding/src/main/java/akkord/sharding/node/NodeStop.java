package akkord.sharding.node;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order in which a node stops. Each part adds its task when it has been started, so that a start that
 * fails half-way stops what there is.
 */
final class NodeStop {

    /** The steps, in their order, as phases of Akka's CoordinatedShutdown. */
    enum Step {
        /** Others lead this node's partitions and the journal. */
        HAND_OVER(CoordinatedShutdown.PhaseBeforeServiceUnbind()),
        /** Health says that the node does not serve; no new connections. */
        CLOSE_DOORS(CoordinatedShutdown.PhaseServiceUnbind()),
        /** Requests in flight are answered. */
        DRAIN_DOORS(CoordinatedShutdown.PhaseServiceRequestsDone()),
        /** Partitions flush, write their checkpoints, close; the log writes the mark of a clean stop. */
        CLOSE_PARTITIONS(CoordinatedShutdown.PhaseServiceStop()),
        /** The controller here stops; another node may begin to lead the journal. */
        STOP_CONTROLLER(CoordinatedShutdown.PhaseBeforeClusterShutdown()),
        /** After the node has left the cluster. */
        STOP_JOURNAL(CoordinatedShutdown.PhaseBeforeActorSystemTerminate());

        private final String phase;

        Step(String phase) {
            this.phase = phase;
        }

        /** Akka's name. */
        String phase() {
            return phase;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(NodeStop.class);

    private NodeStop() {}

    /** Does {@code task} in that step; a failure of it is logged and stops nothing else from stopping. */
    static void at(ActorSystem<?> system, Step step, String name, Supplier<CompletionStage<?>> task) {
        CoordinatedShutdown.get(system).addTask(step.phase, name, () -> {
            LOG.debug("stopping: {}", name);
            return attempt(task).handle((ignored, failure) -> {
                if (failure != null) LOG.warn("stopping: {} failed: {}", name, failure.toString());
                return Done.getInstance();
            });
        });
    }

    private static CompletionStage<?> attempt(Supplier<CompletionStage<?>> task) {
        try {
            return task.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Runs all steps, once, and waits for them. */
    static void run(ActorSystem<?> system) {
        CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
        try {
            // beyond the time of all phases something hangs, and the process had better end
            shutdown.runAll(CoordinatedShutdown.jvmExitReason())
                    .toCompletableFuture()
                    .get(shutdown.totalTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the node did not stop in order: {}", e.toString());
        }
    }
}
