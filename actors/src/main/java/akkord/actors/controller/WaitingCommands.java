package akkord.actors.controller;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akkord.protocol.controller.ControllerCommand;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Commands that come while the controller recovers or writes, in their order. Akka's own stash would hand them over one
 * by one, each with a write of its own, and those that write nothing each from within the one before, until the
 * stack is full. Only touched by the actor.
 */
final class WaitingCommands extends BehaviorInterceptor<Object, ControllerCommand> {

    /** To itself: behind what Akka does when a write is over. */
    private enum Next {
        NEXT
    }

    private final ActorContext<ControllerCommand> actor;
    private final int waitingMax;
    private final Deque<ControllerCommand> waiting = new ArrayDeque<>();
    private boolean busy = true;

    /** @param waitingMax so many may wait; whoever asks for more is not answered */
    WaitingCommands(ActorContext<ControllerCommand> actor, int waitingMax) {
        super(Object.class);
        this.actor = actor;
        this.waitingMax = waitingMax;
    }

    @Override
    public Behavior<ControllerCommand> aroundReceive(
            TypedActorContext<Object> context, Object message, ReceiveTarget<ControllerCommand> target) {
        if (message instanceof ControllerCommand command) add(command);
        else if (message != Next.NEXT) return handOver(target, context, message);
        ControllerCommand first = busy ? null : waiting.poll();
        if (first == null) return Behaviors.same();
        busy = true;
        return target.apply(context, first);
    }

    /** What goes on between the controller and its journal has types of Akka's own. */
    @SuppressWarnings("unchecked")
    private static <C> Behavior<C> handOver(ReceiveTarget<C> target, TypedActorContext<?> context, Object message) {
        return target.apply(context, (C) message);
    }

    private void add(ControllerCommand command) {
        if (waiting.size() < waitingMax) waiting.add(command);
        else
            actor.getLog()
                    .warn(
                            "{} commands wait for the controller already: a {} is dropped",
                            waitingMax,
                            command.getClass().getSimpleName());
    }

    /** The next that can be decided along with the one under way. */
    @Nullable
    ControllerCommand poll() {
        return waiting.poll();
    }

    /** The controller can take the next one. */
    void over() {
        busy = false;
        if (!waiting.isEmpty()) actor.getSelf().<Object>unsafeUpcast().tell(Next.NEXT);
    }
}
