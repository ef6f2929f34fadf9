package akkord.actors.partition;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akkord.protocol.domain.Refusal;
import akkord.protocol.partition.PartitionCommand.Assign;
import akkord.protocol.partition.PartitionCommand.Close;
import akkord.protocol.partition.PartitionCommand.Closed;

/**
 * Last phase: the log is closed and nobody can find this replica any more, but some may have found it just
 * before. It refuses what they send for a little while, so that no one waits for an answer that cannot come,
 * then stops. Assigned again meanwhile, it opens again. Previous: any. Next: stopped, {@link Serving}.
 */
final class Closing extends Phase {

    private boolean filesAreGone;

    private Closing(Replica replica) {
        super(replica);
    }

    /** Closes or deletes at once, answers, and lingers. */
    static Behavior<Object> begin(Replica replica, Close close) {
        Closing closing = new Closing(replica);
        if (!close.deleteFiles()) replica.closeLog();
        replica.leave(closing.refusal());
        if (close.deleteFiles()) closing.dismiss();
        Replica.answer(close.replyTo(), Closed.CLOSED);
        replica.actor.scheduleOnce(
                replica.context.settings().closingLinger(), replica.actor.getSelf(), OwnMessage.Gone.GONE);
        return replica.become(PartitionPhase.CLOSING, close.deleteFiles() ? "deleted" : "closed", closing);
    }

    /** Once: when whoever asked has heard of it, another replica may have a folder of that name. */
    private void dismiss() {
        if (filesAreGone) return;
        filesAreGone = true;
        replica.deleteLog();
        replica.dismissed();
    }

    @Override
    Behavior<Object> onAssign(Assign assign) {
        return Opening.open(replica, assign);
    }

    @Override
    Behavior<Object> onClose(Close close) {
        if (close.deleteFiles()) dismiss();
        Replica.answer(close.replyTo(), Closed.CLOSED);
        return this;
    }

    @Override
    Behavior<Object> onGone() {
        return Behaviors.stopped();
    }

    @Override
    Behavior<Object> onStopWithShard() {
        return Behaviors.stopped();
    }

    @Override
    Refusal refusal() {
        return StorageRefusals.closed(replica.partition);
    }
}
