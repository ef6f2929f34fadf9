package akkord.sharding.group;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.RecipientRef;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import akkord.sharding.ask.Asks;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Questions to sharded entities, each of which is answered: by the entity, or with a refusal when it has taken too long,
 * a node was lost that may have been asked, or this node stops. Any thread.
 */
public final class EntityAsks {

    private static final Logger LOG = LoggerFactory.getLogger(EntityAsks.class);

    private final ActorSystem<?> system;
    private final FirstUse regions;
    private final Words words;
    private volatile boolean stopping;
    private final Set<CompletableFuture<?>> asked = ConcurrentHashMap.newKeySet();

    /**
     * How it is said that nobody has answered.
     *
     * @param whom such as "the group's coordinator"
     */
    public record Words(ErrorCode code, String whom) {

        RefusedException stops() {
            return new RefusedException(code, "this node stops: ask another one for " + whom);
        }

        RefusedException cannotAsk() {
            return new RefusedException(code, "this node cannot ask " + whom + " now");
        }

        RefusedException unanswered(Duration atMost) {
            return new RefusedException(code, whom + " did not answer within " + atMost.toMillis() + " ms");
        }

        RefusedException nodeLost() {
            return new RefusedException(
                    code, "a node of the cluster was lost that may have been asked for " + whom + ": ask again");
        }
    }

    /** @param regions without which nobody can be asked */
    public EntityAsks(ActorSystem<?> system, FirstUse regions, Words words) {
        this.system = system;
        this.regions = regions;
        this.words = words;
    }

    /** @param to looked for when it can be found */
    public <C, R> CompletionStage<R> ask(
            Supplier<RecipientRef<C>> to, Duration atMost, Function<ActorRef<R>, ? extends C> command) {
        if (stopping) return CompletableFuture.failedFuture(words.stops());
        if (regions.isStarted()) return ask(to.get(), atMost, command);
        return regions.begin()
                .handle((started, failure) -> {
                    if (failure == null) return started;
                    LOG.warn("{} cannot be asked here", words.whom(), failure);
                    throw words.cannotAsk();
                })
                .thenCompose(started -> ask(to.get(), atMost, command));
    }

    private <C, R> CompletionStage<R> ask(
            RecipientRef<C> to, Duration atMost, Function<ActorRef<R>, ? extends C> command) {
        CompletableFuture<R> answer = Asks.<C, R>ask(system, to, atMost, command)
                .handle((reply, failure) -> {
                    if (failure == null) return reply;
                    if (!isTimeout(failure)) LOG.warn("{} could not be asked", words.whom(), failure);
                    throw words.unanswered(atMost);
                });
        asked.add(answer);
        if (stopping) answer.completeExceptionally(words.stops());
        answer.whenComplete((reply, failure) -> asked.remove(answer));
        return answer;
    }

    /** What is not answered is lost where nobody can be asked. */
    public <C> void tell(Supplier<RecipientRef<C>> to, C command) {
        if (!stopping && regions.isStarted()) to.get().tell(command);
    }

    private static boolean isTimeout(Throwable failure) {
        return failure instanceof TimeoutException
                || (failure instanceof CompletionException && failure.getCause() instanceof TimeoutException);
    }

    /** The doors of this node close: whoever waits at them is to ask elsewhere, and keeps nobody from stopping. */
    public void stop() {
        stopping = true;
        for (CompletableFuture<?> answer : asked) answer.completeExceptionally(words.stops());
    }

    /** A node is gone, and who knows what was asked of it: whoever waits had better ask again. */
    public void nodeLost() {
        for (CompletableFuture<?> answer : asked) answer.completeExceptionally(words.nodeLost());
    }
}
