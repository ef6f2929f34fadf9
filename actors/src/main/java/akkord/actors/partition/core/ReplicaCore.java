package akkord.actors.partition.core;

import akkord.actors.partition.core.ReplicaEffect.Answer;
import akkord.actors.partition.core.ReplicaEffect.Flush;
import akkord.actors.partition.core.ReplicaEffect.HighWatermarkMoved;
import akkord.actors.partition.core.ReplicaEffect.LeadershipChanged;
import akkord.actors.partition.core.ReplicaEvent.Assigned;
import akkord.actors.partition.core.ReplicaEvent.Flushed;
import akkord.actors.partition.core.ReplicaEvent.LogOpened;
import akkord.actors.partition.core.ReplicaEvent.LogStartMoved;
import akkord.actors.partition.core.ReplicaEvent.Repeated;
import akkord.actors.partition.core.ReplicaEvent.StoppedServing;
import akkord.actors.partition.core.ReplicaEvent.TimePassed;
import akkord.actors.partition.core.ReplicaEvent.Wrote;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.FetchPosition;
import akkord.protocol.partition.PartitionView.Role;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of one replica: it leads or follows as the controller says, moves its high watermark, and
 * answers producers when what they asked for is true.
 *
 * <pre>
 *   OFFLINE --LogOpened--> FOLLOWER <--Assigned--> LEADER
 *      ^------------------StoppedServing-------------'
 * </pre>
 *
 * Not for more than one thread.
 */
public final class ReplicaCore {

    private final int nodeId;
    private final TopicPartition partition;
    private final Durability durability;
    private final int ackWaitersMax;

    /** Producers that need only this node's disk, and those that need every in-sync replica. */
    private final AckWaiters untilDurableHere = new AckWaiters();

    private final AckWaiters untilHighWatermark = new AckWaiters();

    private final FlushSchedule schedule = new FlushSchedule();

    private ReplicaState state;
    private boolean flushing;

    /** @param ackWaitersMax appends are refused while so many wait to be acknowledged */
    public ReplicaCore(int nodeId, TopicPartition partition, Durability durability, int ackWaitersMax) {
        this.nodeId = nodeId;
        this.partition = partition;
        this.durability = durability;
        this.ackWaitersMax = ackWaitersMax;
        this.state = ReplicaState.offline(
                new Refusal(ErrorCode.NOT_LEADER_OR_FOLLOWER, partition + " is not open yet; try again"));
    }

    public ReplicaState state() {
        return state;
    }

    /** {@link TimePassed} has something to do from then on; {@link Long#MAX_VALUE} when nobody waits. */
    public long wakeAtMillis() {
        long due = mayFlush() ? schedule.dueAtMillis() : Long.MAX_VALUE;
        return Math.min(untilHighWatermark.earliestDeadlineMillis(), due);
    }

    /** How long records may be in the page cache only; holds from the next event on. */
    public void flushAtLeast(long everyMessages, long everyMillis) {
        schedule.set(everyMessages, everyMillis);
    }

    /** The refusals that concern the replica, not the bytes. */
    public ReplicaRefusals refusals() {
        return new ReplicaRefusals(nodeId, partition, state);
    }

    /** Whether so many producers wait already that no more may be taken on. */
    public boolean isCrowded() {
        return untilDurableHere.size() + untilHighWatermark.size() >= ackWaitersMax;
    }

    /** Whether what was fetched from {@code position} goes to the end of the log; otherwise it is outdated. */
    public boolean awaits(FetchPosition position) {
        return false;
    }

    public List<ReplicaEffect> on(ReplicaEvent event, long nowMillis) {
        List<ReplicaEffect> effects = new ArrayList<>();
        if (event instanceof Wrote wrote) onWrote(wrote, nowMillis, effects);
        else if (event instanceof Repeated repeated) onRepeated(repeated.append(), effects);
        else if (event instanceof Flushed flushed) onFlushed(flushed, effects);
        else if (event instanceof Assigned assigned) onAssigned(assigned, effects);
        else if (event instanceof LogOpened opened) onLogOpened(opened);
        else if (event instanceof LogStartMoved moved) onLogStartMoved(moved);
        else if (event instanceof TimePassed) onTimePassed(nowMillis, effects);
        else if (event instanceof StoppedServing stopped) onStoppedServing(stopped, effects);
        flushIfDue(nowMillis, effects);
        return effects;
    }

    private void onLogOpened(LogOpened opened) {
        flushing = false;
        schedule.opened(opened.flushedOffset());
        state = state.opened(opened.logStartOffset(), opened.logEndOffset(), opened.flushedOffset());
    }

    /** An older decision that arrives late changes nothing; one of the same epoch can only bring new settings. */
    private void onAssigned(Assigned assigned, List<ReplicaEffect> effects) {
        PartitionImage image = assigned.image();
        if (image.partitionEpoch() < state.partitionEpoch() || image.leaderEpoch() < state.leaderEpoch()) return;
        ReplicaState before = state;
        Role role = image.leader() == nodeId ? Role.LEADER : Role.FOLLOWER;
        state = state.assigned(role, image, assigned.minInsyncReplicas());
        if (before.leads() && !state.leads()) refuseWaiters(refusals().notLeader(), effects);
        if (before.role() != role || before.leaderEpoch() != image.leaderEpoch()) effects.add(new LeadershipChanged());
        advance(effects);
    }

    private void onWrote(Wrote wrote, long nowMillis, List<ReplicaEffect> effects) {
        schedule.wrote(nowMillis);
        state = state.withOffsets(
                state.logStartOffset(), state.highWatermark(), state.flushedOffset(), wrote.logEndOffset());
        for (WrittenAppend append : wrote.appends()) {
            // without acknowledgement, the producer was answered before the write
            if (append.acks() == Acks.LEADER) untilDurableHere.add(append);
            else if (append.acks() == Acks.ALL) untilHighWatermark.add(append);
        }
        advance(effects);
    }

    private void onRepeated(WrittenAppend append, List<ReplicaEffect> effects) {
        if (append.acks() == Acks.NONE) effects.add(appended(append));
        else if (append.acks() == Acks.LEADER) untilDurableHere.addRepeated(append);
        else untilHighWatermark.addRepeated(append);
        advance(effects);
    }

    private void onFlushed(Flushed flushed, List<ReplicaEffect> effects) {
        flushing = false;
        long offset = Math.max(state.flushedOffset(), Math.min(flushed.offset(), state.logEndOffset()));
        state = state.withOffsets(state.logStartOffset(), state.highWatermark(), offset, state.logEndOffset());
        advance(effects);
    }

    private void onLogStartMoved(LogStartMoved moved) {
        long start = Math.max(state.logStartOffset(), moved.logStartOffset());
        state = state.withOffsets(
                start, Math.max(start, state.highWatermark()), state.flushedOffset(), state.logEndOffset());
    }

    private void onTimePassed(long nowMillis, List<ReplicaEffect> effects) {
        untilHighWatermark.expire(nowMillis, refusals().timedOut(), effects);
    }

    private void onStoppedServing(StoppedServing stopped, List<ReplicaEffect> effects) {
        state = state.stopped(stopped.why());
        refuseWaiters(stopped.why(), effects);
        effects.add(new LeadershipChanged());
    }

    /** Moves the high watermark as far as it may go and answers whoever has waited for that. */
    private void advance(List<ReplicaEffect> effects) {
        if (!state.leads()) return;
        long before = state.highWatermark();
        long after = Math.max(before, onEveryInSyncReplica());
        if (after > before) {
            state = state.withOffsets(state.logStartOffset(), after, state.flushedOffset(), state.logEndOffset());
            effects.add(new HighWatermarkMoved(before, after));
        }
        untilDurableHere.takeBelow(durableHere(), this::appended, effects);
        untilHighWatermark.takeBelow(after, this::appended, effects);
        flushIfNeeded(effects);
    }

    /**
     * What no in-sync replica lacks. The others' progress is not known before they fetch, so with another
     * replica in sync the watermark stays where it is: late is safe, early is not.
     */
    private long onEveryInSyncReplica() {
        List<Integer> inSync = state.inSyncReplicas();
        boolean alone = inSync.size() == 1 && inSync.get(0) == nodeId;
        return alone ? durableHere() : state.highWatermark();
    }

    private long durableHere() {
        return durability == Durability.DISK ? state.flushedOffset() : state.logEndOffset();
    }

    /** One flush at a time: what is written meanwhile shares the next one. */
    private void flushIfNeeded(List<ReplicaEffect> effects) {
        if (durability == Durability.DISK && mayFlush()) flush(effects);
    }

    /** What the topic asks for where nobody waits for the disk. */
    private void flushIfDue(long nowMillis, List<ReplicaEffect> effects) {
        if (mayFlush() && schedule.isDue(state.logEndOffset(), nowMillis)) flush(effects);
    }

    private boolean mayFlush() {
        return !flushing && state.role() != Role.OFFLINE && state.flushedOffset() < state.logEndOffset();
    }

    private void flush(List<ReplicaEffect> effects) {
        flushing = true;
        schedule.begun(state.logEndOffset());
        effects.add(new Flush(state.logEndOffset()));
    }

    private ReplicaEffect appended(WrittenAppend append) {
        return new Answer(
                append.replyTo(),
                new AppendResult.Appended(append.baseOffset(), append.logAppendTimeMillis(), state.logStartOffset()));
    }

    private void refuseWaiters(Refusal why, List<ReplicaEffect> effects) {
        untilDurableHere.refuseAll(why, effects);
        untilHighWatermark.refuseAll(why, effects);
    }
}
