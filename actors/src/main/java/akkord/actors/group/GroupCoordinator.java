package akkord.actors.group;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akkord.actors.gather.Gatherer;
import akkord.protocol.group.GroupCommand;
import java.util.function.Consumer;

/** The coordinator of one group, as others see it: what is asked while {@link PersistentGroup} writes waits. */
public final class GroupCoordinator {

    /** The entity type, and the first part of what the journal calls a group. */
    public static final String TYPE = "group";

    private GroupCoordinator() {}

    /** @param passivate asks that this actor be told {@link GroupCommand.Stop} */
    public static Behavior<GroupCommand> create(
            GroupContext context, String group, Consumer<ActorRef<GroupCommand>> passivate) {
        Gatherer.Bounds bounds = new Gatherer.Bounds(
                context.settings().waitingMax(), context.settings().commandsPerWriteMax());
        return Gatherer.create(
                GroupCommand.class,
                bounds,
                GroupCommand.Stop.STOP,
                Unanswered::refuse,
                front -> PersistentGroup.create(context, group, front.ready(), () -> passivate.accept(front.actor())));
    }
}
