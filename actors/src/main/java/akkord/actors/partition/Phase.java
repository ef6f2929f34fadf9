package akkord.actors.partition;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.Receive;
import akkord.actors.partition.core.ReplicaEvent;
import akkord.protocol.domain.Refusal;
import akkord.protocol.partition.PartitionCommand.Append;
import akkord.protocol.partition.PartitionCommand.Assign;
import akkord.protocol.partition.PartitionCommand.AwaitLogEnd;
import akkord.protocol.partition.PartitionCommand.AwaitRecords;
import akkord.protocol.partition.PartitionCommand.Close;
import akkord.protocol.partition.PartitionCommand.CutOff;
import akkord.protocol.partition.PartitionCommand.DeleteRecords;
import akkord.protocol.partition.PartitionCommand.DeleteRecordsResult;
import akkord.protocol.partition.PartitionCommand.DescribeProducers;
import akkord.protocol.partition.PartitionCommand.Diverged;
import akkord.protocol.partition.PartitionCommand.FollowFailed;
import akkord.protocol.partition.PartitionCommand.FollowerFetched;
import akkord.protocol.partition.PartitionCommand.OutOfRange;
import akkord.protocol.partition.PartitionCommand.ProducersResult;
import akkord.protocol.partition.PartitionCommand.ReplicaRecords;
import akkord.protocol.partition.PartitionCommand.ReportDamage;
import akkord.protocol.partition.PartitionCommand.StopWithShard;
import java.util.List;

/**
 * The table of handlers every phase of a replica has. What a phase does not override is the answer of a replica
 * that does not serve: refuse with {@link #refusal()}, complete, ignore. Whatever the phase, whoever asks is
 * answered.
 */
abstract class Phase extends AbstractBehavior<Object> {

    final Replica replica;

    Phase(Replica replica) {
        super(replica.actor);
        this.replica = replica;
    }

    @Override
    public final Receive<Object> createReceive() {
        return newReceiveBuilder()
                .onMessage(Append.class, this::onAppend)
                .onMessage(OwnMessage.WriteNow.class, now -> onWriteNow())
                .onMessage(OwnMessage.Prepared.class, this::onPrepared)
                .onMessage(AwaitRecords.class, this::onAwaitRecords)
                .onMessage(AwaitLogEnd.class, this::onAwaitLogEnd)
                .onMessage(ReplicaRecords.class, this::onReplicaRecords)
                .onMessage(FollowerFetched.class, fetched -> onReplicaEvent(event(fetched)))
                .onMessage(CutOff.class, news -> onReplicaEvent(new ReplicaEvent.CutOff(news.cutOff())))
                .onMessage(Diverged.class, this::onDiverged)
                .onMessage(OutOfRange.class, range -> onReplicaEvent(event(range)))
                .onMessage(FollowFailed.class, this::onFollowFailed)
                .onMessage(OwnMessage.FollowAgain.class, this::onFollowAgain)
                .onMessage(OwnMessage.IsrAnswered.class, this::onIsrAnswered)
                .onMessage(OwnMessage.ReturnAnswered.class, this::onReturnAnswered)
                .onMessage(OwnMessage.FlushDone.class, this::onFlushDone)
                .onMessage(OwnMessage.Wake.class, now -> onWake())
                .onMessage(OwnMessage.Sweep.class, this::onSweep)
                .onMessage(OwnMessage.SettingsChanged.class, changed -> onSettingsChanged())
                .onMessage(Assign.class, this::onAssign)
                .onMessage(DeleteRecords.class, this::onDeleteRecords)
                .onMessage(DescribeProducers.class, this::onDescribeProducers)
                .onMessage(ReportDamage.class, this::onReportDamage)
                .onMessage(Close.class, this::onClose)
                .onMessage(StopWithShard.class, stop -> onStopWithShard())
                .onMessage(OwnMessage.Gone.class, now -> onGone())
                .onSignal(PostStop.class, stop -> onPostStop())
                .build();
    }

    /** Why a phase that does not serve refuses. */
    abstract Refusal refusal();

    abstract Behavior<Object> onAssign(Assign assign);

    abstract Behavior<Object> onClose(Close close);

    /** Whoever has found it is refused for a while, as ever; what nobody finds need not linger. */
    Behavior<Object> onStopWithShard() {
        return onClose(new Close(false, closed -> {}));
    }

    Behavior<Object> onAppend(Append append) {
        PendingAppend pending = new PendingAppend(append);
        pending.refuse(refusal());
        pending.release();
        return this;
    }

    Behavior<Object> onAwaitRecords(AwaitRecords await) {
        replica.await(await);
        return this;
    }

    private static ReplicaEvent event(FollowerFetched fetched) {
        return new ReplicaEvent.FollowerFetched(
                fetched.node(),
                fetched.nodeEpoch(),
                fetched.leaderEpoch(),
                fetched.fetchOffset(),
                fetched.logStartOffset());
    }

    private static ReplicaEvent event(OutOfRange range) {
        return new ReplicaEvent.OutOfRange(range.position(), range.leaderLogStartOffset());
    }

    /** Of no use to a replica that does not serve. */
    Behavior<Object> onReplicaRecords(ReplicaRecords records) {
        records.batches().release().run();
        return this;
    }

    Behavior<Object> onDiverged(Diverged diverged) {
        return this;
    }

    Behavior<Object> onFollowFailed(FollowFailed failed) {
        return this;
    }

    Behavior<Object> onFollowAgain(OwnMessage.FollowAgain again) {
        return this;
    }

    Behavior<Object> onIsrAnswered(OwnMessage.IsrAnswered answered) {
        return this;
    }

    /** A replica that is closed again by now will tell again. */
    Behavior<Object> onReturnAnswered(OwnMessage.ReturnAnswered answered) {
        return this;
    }

    /** Something between leader and follower that only the core has to know. */
    Behavior<Object> onReplicaEvent(ReplicaEvent event) {
        return this;
    }

    private Behavior<Object> onAwaitLogEnd(AwaitLogEnd await) {
        replica.awaitLogEnd(await);
        return this;
    }

    Behavior<Object> onDeleteRecords(DeleteRecords delete) {
        long start = replica.core.state().logStartOffset();
        Replica.answer(delete.replyTo(), new DeleteRecordsResult(start, refusal()));
        return this;
    }

    Behavior<Object> onDescribeProducers(DescribeProducers describe) {
        Replica.answer(describe.replyTo(), new ProducersResult(List.of(), refusal()));
        return this;
    }

    Behavior<Object> onWriteNow() {
        return this;
    }

    /** Its producer was told when the replica stopped serving. */
    Behavior<Object> onPrepared(OwnMessage.Prepared prepared) {
        return this;
    }

    Behavior<Object> onFlushDone(OwnMessage.FlushDone done) {
        return this;
    }

    Behavior<Object> onWake() {
        return this;
    }

    Behavior<Object> onSweep(OwnMessage.Sweep due) {
        return this;
    }

    /** What is not open reads them when it opens. */
    Behavior<Object> onSettingsChanged() {
        return this;
    }

    Behavior<Object> onReportDamage(ReportDamage damage) {
        return this;
    }

    Behavior<Object> onGone() {
        return this;
    }

    private Behavior<Object> onPostStop() {
        replica.stopped();
        return this;
    }
}
