package akkord.actors.group;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akkord.actors.group.PersistentGroup.Several;
import akkord.protocol.group.GroupCommand;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * The coordinator of one group, as others see it: collects what is asked while {@link PersistentGroup} writes, and hands
 * all of it over at once, so that thousands of commits share a write. (Akka's own stash would hand them over one inside
 * the other, until the stack is full.)
 */
public final class GroupCoordinator extends AbstractBehavior<Object> {

    /** The entity type, and the first part of what the journal calls a group. */
    public static final String TYPE = "group";

    /** The group has done all it was given. */
    private enum Ready {
        READY
    }

    private final GroupSettings settings;
    private final ActorRef<Object> group;
    private final Queue<GroupCommand> waiting = new ArrayDeque<>();
    private boolean busy;

    private GroupCoordinator(
            ActorContext<Object> actor, GroupContext context, String name, Consumer<ActorRef<GroupCommand>> passivate) {
        super(actor);
        this.settings = context.settings();
        ActorRef<Object> self = actor.getSelf();
        this.group = actor.spawn(
                PersistentGroup.create(
                        context, name, () -> self.tell(Ready.READY), () -> passivate.accept(self.narrow())),
                TYPE);
        actor.watch(group);
    }

    /** @param passivate asks that this actor be told {@link GroupCommand.Stop} */
    public static Behavior<GroupCommand> create(
            GroupContext context, String group, Consumer<ActorRef<GroupCommand>> passivate) {
        return Behaviors.<Object>setup(actor -> new GroupCoordinator(actor, context, group, passivate))
                .narrow();
    }

    @Override
    public Receive<Object> createReceive() {
        return newReceiveBuilder()
                .onMessage(GroupCommand.class, this::onCommand)
                .onMessage(Ready.class, this::onReady)
                .onSignal(Terminated.class, ended -> onEnded())
                .build();
    }

    private Behavior<Object> onCommand(GroupCommand command) {
        if (!busy) hand(List.of(command));
        // an order to stop is not lost
        else if (waiting.size() < settings.waitingMax() || command == GroupCommand.Stop.STOP) waiting.add(command);
        else Unanswered.refuse(command);
        return this;
    }

    private Behavior<Object> onReady(Ready ready) {
        busy = false;
        if (waiting.isEmpty()) return this;
        List<GroupCommand> several = new ArrayList<>();
        while (!waiting.isEmpty() && several.size() < settings.commandsPerWriteMax()) several.add(waiting.remove());
        hand(several);
        return this;
    }

    /** Stopped by request, or because a write failed: the shard starts another one when it is needed. */
    private Behavior<Object> onEnded() {
        waiting.forEach(Unanswered::refuse);
        return Behaviors.stopped();
    }

    private void hand(List<GroupCommand> several) {
        busy = true;
        group.tell(new Several(several));
    }
}
