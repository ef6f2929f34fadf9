package akkord.protocol.door.grpc;

import akka.http.javadsl.ServerBinding;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A door that clients can call at. */
public final class OpenDoor {

    private final ServerBinding binding;
    private final HealthService health;
    private final Duration deadline;

    OpenDoor(ServerBinding binding, HealthService health, Duration deadline) {
        this.binding = binding;
        this.health = health;
        this.deadline = deadline;
    }

    public int port() {
        return binding.localAddress().getPort();
    }

    /** Says that the node stops serving and takes no new connections; calls go on. */
    public CompletionStage<Void> unbind() {
        health.stop();
        return binding.unbind().thenApply(done -> null);
    }

    /** After {@link #unbind}: waits for the calls in progress, then ends those that are left and all connections. */
    public CompletionStage<Void> drain() {
        health.stop();
        return binding.terminate(deadline).thenApply(done -> null);
    }
}
