package akkord.protocol.share;

import akka.actor.typed.ActorRef;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A way to ask the keepers of share-partitions, wherever they run. Any thread. */
public interface ShareAccess {

    /**
     * Sends the command to the keeper of {@code key} and completes with its answer. Fails with {@link
     * akkord.protocol.domain.RefusedException} COORDINATOR_NOT_AVAILABLE when none has answered in time, or the node that
     * may have been asked is gone: what was asked may or may not have been done. Commands that one thread sends to one
     * keeper arrive in their order.
     */
    <R> CompletionStage<R> ask(ShareKey key, Function<ActorRef<R>, ShareCommand> command);

    /** Sends what is not answered. It may be lost. */
    void tell(ShareKey key, ShareCommand command);

    /**
     * Completes with true once there may be something to acquire for whoever sees {@code readable}; with false when so
     * much time has passed, or nobody knows.
     */
    CompletionStage<Boolean> awaitAvailable(ShareKey key, ReadableLog readable, Duration atMost);
}
