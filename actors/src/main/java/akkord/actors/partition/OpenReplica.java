package akkord.actors.partition;

import akka.actor.typed.Behavior;
import akkord.actors.partition.core.ReplicaEvent;
import akkord.protocol.controller.ControllerCommand.IsrChanged;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.PartitionCommand.DescribeProducers;
import akkord.protocol.partition.PartitionCommand.Diverged;
import akkord.protocol.partition.PartitionCommand.FollowFailed;
import akkord.protocol.partition.PartitionCommand.ReplicaRecords;
import akkord.protocol.partition.PartitionCommand.ReportDamage;

/** What a replica with an open log takes from other nodes: as a follower its leader's records, as a leader news of followers. */
abstract class OpenReplica extends Phase {

    private final Follower follower;
    private final ReplicaLog log;

    OpenReplica(Replica replica, ReplicaLog log) {
        super(replica);
        this.log = log;
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

    /** A decision that is known before the metadata show it. */
    abstract Behavior<Object> onDecided(PartitionImage image);

    @Override
    final Behavior<Object> onDescribeProducers(DescribeProducers describe) {
        Replica.answer(describe.replyTo(), KnownProducers.of(log.producers()));
        return this;
    }

    @Override
    final Behavior<Object> onReportDamage(ReportDamage damage) {
        return replica.offline(StorageRefusals.damaged(replica.partition, damage.message()), false);
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

    /** Of an opening before, it knows nothing of what was lost since. */
    @Override
    final Behavior<Object> onReturnAnswered(OwnMessage.ReturnAnswered answered) {
        if (replica.isOpening(answered.opening())) replica.step(new ReplicaEvent.ReturnAnswered(answered.image()));
        return this;
    }

    /** A yes is a decision of the controller like any other, only sooner here than in the metadata. */
    @Override
    final Behavior<Object> onIsrAnswered(OwnMessage.IsrAnswered answered) {
        IsrChanged outcome = answered.outcome();
        if (outcome != null && outcome.image() != null)
            return replica.core.mayTakeAnswer(answered.minInsyncReplicas()) ? onDecided(outcome.image()) : this;
        ErrorCode why =
                outcome == null || outcome.why() == null ? null : outcome.why().code();
        replica.step(
                why == null
                        ? new ReplicaEvent.IsrUnanswered(answered.partitionEpoch())
                        : new ReplicaEvent.IsrRefused(answered.partitionEpoch(), why));
        return this;
    }
}
