package akkord.actors.partition;

import akka.actor.typed.Behavior;
import akkord.protocol.controller.ControllerCommand.ReplicaNews;
import akkord.protocol.domain.Refusal;
import akkord.protocol.partition.PartitionCommand.Assign;
import akkord.protocol.partition.PartitionCommand.Close;
import java.util.Objects;

/**
 * The log cannot be used: everything is refused with the reason, which also stands in the view. A damaged log
 * stays here until a person has acted; any other trouble is tried again at each sweep. Next: {@link Serving} or
 * {@link Closing}.
 */
final class Offline extends Phase {

    private final boolean retry;

    Offline(Replica replica, boolean retry) {
        super(replica);
        this.retry = retry;
        replica.troubles.tell(ReplicaNews.OFFLINE);
    }

    /** Remembered for when the log can be opened; a role is of no use without it. */
    @Override
    Behavior<Object> onAssign(Assign assign) {
        boolean caughtUp = replica.assignment.isCaughtUpBy(assign);
        if (caughtUp || replica.assignment.isNews(assign)) replica.assigned(assign);
        replica.troubles.tell(ReplicaNews.OFFLINE);
        return this;
    }

    @Override
    Behavior<Object> onSweep(OwnMessage.Sweep due) {
        Assign assigned = replica.assigned();
        replica.troubles.tell(ReplicaNews.OFFLINE);
        boolean again = retry && due == OwnMessage.Sweep.SEGMENTS;
        return again && assigned != null ? Opening.open(replica, assigned) : this;
    }

    @Override
    Behavior<Object> onClose(Close close) {
        return Closing.begin(replica, close);
    }

    @Override
    Refusal refusal() {
        return Objects.requireNonNull(replica.core.state().offlineReason());
    }
}
