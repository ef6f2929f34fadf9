package akkord.protocol.controller;

import akka.actor.typed.ActorRef;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A way to ask the cluster's controller, wherever it runs. */
public interface ControllerAccess {

    /**
     * Sends the command and completes with its answer. While there is no controller the request waits; it
     * fails with {@link java.util.concurrent.TimeoutException} when none answers in time. Not retried once
     * sent: a change may or may not have been made.
     */
    <R> CompletionStage<R> ask(Function<ActorRef<R>, ControllerCommand> command);
}
