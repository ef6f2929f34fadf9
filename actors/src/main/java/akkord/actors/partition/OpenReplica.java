package akkord.actors.partition;

import akka.actor.typed.Behavior;
import akkord.actors.partition.core.ReplicaEvent;
import akkord.protocol.controller.ControllerCommand.IsrChanged;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.PartitionCommand.Assign;
import akkord.protocol.partition.PartitionCommand.Diverged;
import akkord.protocol.partition.PartitionCommand.FollowFailed;
import akkord.protocol.partition.PartitionCommand.ReplicaRecords;

/** What a replica with an open log takes from other nodes: as a follower its leader's records, as a leader news of followers. */
abstract class OpenReplica extends Phase {

    private final Follower follower;

    OpenReplica(Replica replica, ReplicaLog log) {
        super(replica);
        this.follower = new Follower(replica, log);
    }

    @Override
    final Behavior<Object> onReplicaRecords(ReplicaRecords records) {
        try {
            follower.onRecords(records);
            return this;
        } catch (DamagedLogException damaged) {
            return replica.offline(StorageRefusals.damaged(replica.partition, damaged), false);
        }
    }

    @Override
    final Behavior<Object> onDiverged(Diverged diverged) {
        follower.onDiverged(diverged);
        return this;
    }

    @Override
    final Behavior<Object> onFollowFailed(FollowFailed failed) {
        replica.step(new ReplicaEvent.FollowFailed(failed.position()));
        return this;
    }

    @Override
    final Behavior<Object> onFollowAgain(OwnMessage.FollowAgain again) {
        follower.onAgain(again);
        return this;
    }

    @Override
    final Behavior<Object> onReplicaEvent(ReplicaEvent event) {
        replica.step(event);
        return this;
    }

    /** Remembered like any decision; what it means for the return, the core says. */
    @Override
    final Behavior<Object> onReturnAnswered(OwnMessage.ReturnAnswered answered) {
        PartitionImage image = answered.image();
        Assign assigned = replica.assigned();
        Behavior<Object> next = this;
        if (image != null && assigned != null)
            next = onAssign(new Assign(assigned.partition(), assigned.topicId(), image, assigned.config()));
        if (next == this) replica.step(new ReplicaEvent.ReturnAnswered(image));
        return next;
    }

    /** A yes is a decision of the controller like any other, only sooner here than in the metadata. */
    @Override
    final Behavior<Object> onIsrAnswered(OwnMessage.IsrAnswered answered) {
        IsrChanged outcome = answered.outcome();
        Assign assigned = replica.assigned();
        if (outcome != null && outcome.image() != null && assigned != null)
            return onAssign(new Assign(assigned.partition(), assigned.topicId(), outcome.image(), assigned.config()));
        ErrorCode why =
                outcome == null || outcome.why() == null ? null : outcome.why().code();
        replica.step(
                why == null
                        ? new ReplicaEvent.IsrUnanswered(answered.partitionEpoch())
                        : new ReplicaEvent.IsrRefused(answered.partitionEpoch(), why));
        return this;
    }
}
