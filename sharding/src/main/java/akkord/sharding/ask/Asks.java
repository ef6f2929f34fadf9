package akkord.sharding.ask;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.javadsl.AskPattern;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Akka's ask, with a future that is not Scala's: that one moves each step which names no executor to the JVM's common
 * pool, and where that has no two threads to itself, as on a machine of two cores, each step gets a thread of its own.
 */
public final class Asks {

    private Asks() {}

    /**
     * Completes on the thread of who answers, which what follows must not block; with a
     * {@link java.util.concurrent.TimeoutException} after {@code atMost}.
     */
    public static <C, R> CompletableFuture<R> ask(
            ActorSystem<?> system, RecipientRef<C> to, Duration atMost, Function<ActorRef<R>, ? extends C> command) {
        CompletableFuture<R> answer = new CompletableFuture<>();
        AskPattern.<C, R>ask(to, command::apply, atMost, system.scheduler())
                .whenCompleteAsync(
                        (reply, failure) -> {
                            if (failure == null) answer.complete(reply);
                            else answer.completeExceptionally(failure);
                        },
                        Runnable::run);
        return answer;
    }
}
