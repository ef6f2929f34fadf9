package akkord.actors.share;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akkord.actors.gather.Gatherer;
import akkord.protocol.share.ShareCommand;
import akkord.protocol.share.ShareKey;
import java.util.function.Consumer;

/** The keeper of one share-partition, as others see it: what is asked while {@link PersistentShare} writes waits. */
public final class ShareKeeper {

    /** The entity type, and the first part of what the journal calls a share-partition. */
    public static final String TYPE = "share";

    private ShareKeeper() {}

    /** What the journal calls it. The group comes last, since it may hold any character. */
    static String persistenceId(ShareKey key) {
        return TYPE + "|" + key.partition() + "|" + key.group();
    }

    /** @param passivate asks that this actor be told {@link ShareCommand.Stop} */
    public static Behavior<ShareCommand> create(
            ShareContext context, ShareKey key, Consumer<ActorRef<ShareCommand>> passivate) {
        Gatherer.Bounds bounds = new Gatherer.Bounds(
                context.settings().waitingMax(), context.settings().commandsPerWriteMax());
        return Gatherer.create(
                ShareCommand.class,
                bounds,
                ShareCommand.Stop.STOP,
                Unanswered::refuse,
                front -> PersistentShare.create(context, key, front.ready(), () -> passivate.accept(front.actor())));
    }
}
