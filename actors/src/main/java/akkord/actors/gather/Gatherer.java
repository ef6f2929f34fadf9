package akkord.actors.gather;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ExtensibleBehavior;
import akka.actor.typed.Signal;
import akka.actor.typed.Terminated;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Stands before an actor that persists: collects what is asked while it writes, and hands all of it over at once, so that
 * thousands of commands share a write. (Akka's own stash would hand them over one inside the other, until the stack is
 * full.) Ends with that actor. There may be thousands of these, so none is larger than it must be.
 *
 * @param <C> the commands
 */
public final class Gatherer<C> extends ExtensibleBehavior<Object> {

    private static final String WRITER = "writer";

    private final Class<C> kind;
    private final Bounds bounds;
    private final C stop;
    private final Consumer<C> refuse;
    private final ActorRef<Object> writer;
    private final Queue<C> waiting = new ArrayDeque<>(1);
    private boolean busy;

    /** @param waitingMax how many commands may wait; further ones are refused */
    public record Bounds(int waitingMax, int perWriteMax) {}

    /** Commands, in their order; no others come until it has been said that these are done with. */
    public record Several(List<?> commands) {}

    /**
     * What the actor that persists is given.
     *
     * @param actor whom others see
     * @param ready to be run when all commands of a {@link Several} are done with; any thread
     */
    public record Front<C>(ActorRef<C> actor, Runnable ready) {}

    private enum Ready {
        READY
    }

    private Gatherer(
            ActorContext<Object> actor,
            Class<C> kind,
            Bounds bounds,
            C stop,
            Consumer<C> refuse,
            Function<Front<C>, Behavior<Object>> persisting) {
        this.kind = kind;
        this.bounds = bounds;
        this.stop = stop;
        this.refuse = refuse;
        ActorRef<Object> self = actor.getSelf();
        this.writer = actor.spawn(persisting.apply(new Front<>(self.narrow(), () -> self.tell(Ready.READY))), WRITER);
        actor.watch(writer);
    }

    /**
     * @param stop an order that is not lost, however many wait
     * @param refuse told of each command that nobody will carry out
     * @param persisting the actor that is given {@link Several}
     */
    public static <C> Behavior<C> create(
            Class<C> kind, Bounds bounds, C stop, Consumer<C> refuse, Function<Front<C>, Behavior<Object>> persisting) {
        return Behaviors.<Object>setup(actor -> new Gatherer<>(actor, kind, bounds, stop, refuse, persisting))
                .narrow();
    }

    @Override
    public Behavior<Object> receive(TypedActorContext<Object> actor, Object message) {
        if (kind.isInstance(message)) return onCommand(kind.cast(message));
        return message == Ready.READY ? onReady() : Behaviors.unhandled();
    }

    @Override
    public Behavior<Object> receiveSignal(TypedActorContext<Object> actor, Signal signal) {
        return signal instanceof Terminated ? onEnded() : Behaviors.unhandled();
    }

    private Behavior<Object> onCommand(C command) {
        if (!busy) hand(List.of(command));
        else if (waiting.size() < bounds.waitingMax() || command.equals(stop)) waiting.add(command);
        else refuse.accept(command);
        return this;
    }

    private Behavior<Object> onReady() {
        busy = false;
        if (waiting.isEmpty()) return this;
        List<C> several = new ArrayList<>();
        while (!waiting.isEmpty() && several.size() < bounds.perWriteMax()) several.add(waiting.remove());
        hand(several);
        return this;
    }

    /** Stopped by request, or because a write failed: the shard starts another one when it is needed. */
    private Behavior<Object> onEnded() {
        waiting.forEach(refuse);
        return Behaviors.stopped();
    }

    private void hand(List<C> several) {
        busy = true;
        writer.tell(new Several(several));
    }
}
