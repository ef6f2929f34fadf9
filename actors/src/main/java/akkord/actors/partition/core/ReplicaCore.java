package akkord.actors.partition.core;

import akkord.actors.partition.core.ReplicaEffect.Answer;
import akkord.actors.partition.core.ReplicaEffect.Flush;
import akkord.actors.partition.core.ReplicaEffect.HighWatermarkMoved;
import akkord.actors.partition.core.ReplicaEffect.LeadershipChanged;
import akkord.actors.partition.core.ReplicaEvent.Assigned;
import akkord.actors.partition.core.ReplicaEvent.CutOff;
import akkord.actors.partition.core.ReplicaEvent.Diverged;
import akkord.actors.partition.core.ReplicaEvent.Flushed;
import akkord.actors.partition.core.ReplicaEvent.FollowFailed;
import akkord.actors.partition.core.ReplicaEvent.FollowerFetched;
import akkord.actors.partition.core.ReplicaEvent.IsrRefused;
import akkord.actors.partition.core.ReplicaEvent.IsrUnanswered;
import akkord.actors.partition.core.ReplicaEvent.LogCut;
import akkord.actors.partition.core.ReplicaEvent.LogOpened;
import akkord.actors.partition.core.ReplicaEvent.LogStartMoved;
import akkord.actors.partition.core.ReplicaEvent.OutOfRange;
import akkord.actors.partition.core.ReplicaEvent.RecordsDeleted;
import akkord.actors.partition.core.ReplicaEvent.Repeated;
import akkord.actors.partition.core.ReplicaEvent.Replicated;
import akkord.actors.partition.core.ReplicaEvent.ReturnAnswered;
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
import org.jspecify.annotations.Nullable;

/**
 * The rules of one replica: it leads or follows as the controller says, moves its high watermark, and
 * answers producers when what they asked for is true.
 *
 * <pre>
 *   OFFLINE --LogOpened--> FOLLOWER <--Assigned--> LEADER
 *      ^------------------StoppedServing-------------'
 * </pre>
 *
 * <p>What concerns only a leader is in {@link Leading}, only a follower in {@link Following}; the single decisions
 * that must not be wrong are in {@link ReplicationRules}. Not for more than one thread.
 */
public final class ReplicaCore {

    private final int nodeId;
    private final TopicPartition partition;
    private final Durability durability;
    private final int ackWaitersMax;
    private final ReplicaTimes times;
    private final ReplicationRules rules;

    /** Producers that need only this node's disk, and those that need every in-sync replica. */
    private final AckWaiters untilDurableHere = new AckWaiters();

    private final AckWaiters untilHighWatermark = new AckWaiters();

    private final DeletionWaiters deletions = new DeletionWaiters();

    private final FlushSchedule schedule = new FlushSchedule();
    private final Following following;
    private final Returning returning;

    private ReplicaState state;
    private @Nullable Leading leading;
    private boolean flushing;
    private boolean cutOff;

    /** A flush that was under way when the log was cut says nothing of what came after. */
    private long flushedAtMost = Long.MAX_VALUE;

    private long nowMillis;

    /** @param ackWaitersMax appends are refused while so many wait to be acknowledged */
    public ReplicaCore(
            int nodeId, TopicPartition partition, Durability durability, int ackWaitersMax, ReplicaTimes times) {
        this(nodeId, partition, durability, ackWaitersMax, times, ReplicationRules.KAFKA);
    }

    ReplicaCore(
            int nodeId,
            TopicPartition partition,
            Durability durability,
            int ackWaitersMax,
            ReplicaTimes times,
            ReplicationRules rules) {
        this.nodeId = nodeId;
        this.partition = partition;
        this.durability = durability;
        this.ackWaitersMax = ackWaitersMax;
        this.times = times;
        this.rules = rules;
        this.following = new Following(nodeId, durability, times, rules);
        this.returning = new Returning(nodeId, durability, times, rules);
        this.state = ReplicaState.offline(
                new Refusal(ErrorCode.NOT_LEADER_OR_FOLLOWER, partition + " is not open yet; try again"));
    }

    public ReplicaState state() {
        return state;
    }

    /** Of a leader, the end of its log when its epoch began; else 0. */
    public long epochStartOffset() {
        return leading == null ? 0 : leading.epochStartOffset();
    }

    /** {@link TimePassed} has something to do from then on; {@link Long#MAX_VALUE} when nobody waits. */
    public long wakeAtMillis() {
        long at = mayFlush() ? schedule.dueAtMillis() : Long.MAX_VALUE;
        at = Math.min(at, deletions.earliestDeadlineMillis());
        at = Math.min(at, untilHighWatermark.earliestDeadlineMillis());
        at = Math.min(at, following.wakeAtMillis(nowMillis));
        at = Math.min(at, returning.wakeAtMillis(nowMillis));
        return leading == null ? at : Math.min(at, leading.wakeAtMillis(state, nowMillis));
    }

    /** How long records may be in the page cache only; holds from the next event on. */
    public void flushAtLeast(long everyMessages, long everyMillis) {
        schedule.set(everyMessages, everyMillis);
    }

    /** The refusals that concern the replica, not the bytes. */
    public ReplicaRefusals refusals() {
        return new ReplicaRefusals(nodeId, partition, state, cutOff);
    }

    /** Whether so many producers wait already that no more may be taken on. */
    public boolean isCrowded() {
        return untilDurableHere.size() + untilHighWatermark.size() >= ackWaitersMax;
    }

    /** Whether a yes to a proposal counts now; else it counts when the metadata show it. */
    public boolean mayTakeAnswer(int minInsyncProposedWith) {
        return rules.mayTakeAnswer(minInsyncProposedWith, state);
    }

    /** Whether what was fetched from {@code position} goes to the end of the log; otherwise it is outdated. */
    public boolean awaits(FetchPosition position) {
        return following.awaits(position);
    }

    /** @param now wall-clock time in milliseconds */
    public List<ReplicaEffect> on(ReplicaEvent event, long now) {
        nowMillis = now;
        List<ReplicaEffect> effects = new ArrayList<>();
        if (event instanceof LogOpened opened) {
            onLogOpened(opened);
            return effects;
        }
        if (event instanceof FollowerFetched fetched) onFollowerFetched(fetched, effects);
        else if (event instanceof Wrote wrote) onWrote(wrote, effects);
        else if (event instanceof Repeated repeated) onRepeated(repeated.append(), effects);
        else if (event instanceof Flushed flushed) onFlushed(flushed, effects);
        else if (event instanceof Replicated replicated) onReplicated(replicated, effects);
        else if (event instanceof TimePassed) onTimePassed(effects);
        else onRare(event, effects);
        answerDeletions(effects);
        flushIfNeeded(effects);
        following.follow(state, returning.isOver(), nowMillis, effects);
        returning.report(state, nowMillis, effects);
        return effects;
    }

    private void onRare(ReplicaEvent event, List<ReplicaEffect> effects) {
        if (event instanceof Assigned assigned) onAssigned(assigned, effects);
        else if (event instanceof CutOff news) onCutOff(news, effects);
        else if (event instanceof LogStartMoved moved) onLogStartMoved(moved);
        else if (event instanceof RecordsDeleted deleted) onRecordsDeleted(deleted);
        else if (event instanceof StoppedServing stopped) onStoppedServing(stopped, effects);
        else if (event instanceof IsrRefused refused) onIsrRefused(refused, effects);
        else if (event instanceof IsrUnanswered unanswered) onIsrUnanswered(unanswered, effects);
        else if (event instanceof Diverged diverged) following.diverged(diverged, state, effects);
        else if (event instanceof OutOfRange outOfRange) following.outOfRange(outOfRange, effects);
        else if (event instanceof FollowFailed failed) following.failed(failed.position(), nowMillis);
        else if (event instanceof LogCut cut) onLogCut(cut);
        else if (event instanceof ReturnAnswered answered) onReturnAnswered(answered, effects);
    }

    private void onLogOpened(LogOpened opened) {
        flushing = false;
        cutOff = false;
        flushedAtMost = Long.MAX_VALUE;
        schedule.opened(opened.flushedOffset());
        following.reset();
        returning.opened(state, opened);
        state = state.opened(opened);
    }

    private void onReturnAnswered(ReturnAnswered answered, List<ReplicaEffect> effects) {
        PartitionImage image = answered.image();
        if (returning.isOver()) return;
        if (image == null || !returning.isEndedBy(image, state)) returning.unanswered(nowMillis);
        else if (returning.isShown(state)) onAssigned(new Assigned(image, state.minInsyncReplicas()), effects);
    }

    /** An older decision that arrives late changes nothing; one of the same epoch can only bring new settings. */
    private void onAssigned(Assigned assigned, List<ReplicaEffect> effects) {
        PartitionImage image = assigned.image();
        if (image.partitionEpoch() < state.partitionEpoch() || image.leaderEpoch() < state.leaderEpoch()) return;
        ReplicaState before = state;
        returning.shown(image);
        Role role = image.leader() == nodeId && returning.isOver() ? Role.LEADER : Role.FOLLOWER;
        state = state.assigned(role, image, assigned.minInsyncReplicas());
        following.assigned();
        if (role == Role.LEADER) lead(before);
        else leading = null;
        if (before.leads() && !state.leads()) refuseWaiters(refusals().notLeader(), effects);
        if (before.role() != role || before.leaderEpoch() != image.leaderEpoch()) effects.add(new LeadershipChanged());
        advance(effects);
        proposeIsr(effects);
    }

    private void lead(ReplicaState before) {
        if (leading == null) {
            leading = Leading.begin(nodeId, times, rules, state, nowMillis);
            state = state.withHighWatermark(rules.watermarkOfNewLeader(state));
        } else if (before.leaderEpoch() != state.leaderEpoch()) {
            leading = leading.next(state, nowMillis);
        } else if (before.partitionEpoch() != state.partitionEpoch()) {
            leading.assigned(state, nowMillis);
        }
    }

    private void onCutOff(CutOff news, List<ReplicaEffect> effects) {
        cutOff = news.cutOff();
        advance(effects);
    }

    private void onFollowerFetched(FollowerFetched fetched, List<ReplicaEffect> effects) {
        if (leading == null) return;
        leading.fetched(fetched, state, nowMillis);
        advance(effects);
        if (!state.inSyncReplicas().contains(fetched.node())) proposeIsr(effects);
    }

    private void onIsrRefused(IsrRefused refused, List<ReplicaEffect> effects) {
        if (leading == null) return;
        leading.refused(refused, state, nowMillis);
        advance(effects);
    }

    private void onIsrUnanswered(IsrUnanswered unanswered, List<ReplicaEffect> effects) {
        if (leading == null) return;
        leading.unanswered(unanswered, state, nowMillis);
        proposeIsr(effects);
    }

    private void onWrote(Wrote wrote, List<ReplicaEffect> effects) {
        schedule.wrote(nowMillis);
        state = state.withLogEnd(wrote.logEndOffset(), state.leaderEpoch());
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

    private void onReplicated(Replicated replicated, List<ReplicaEffect> effects) {
        if (!following.awaits(replicated.position())) return;
        if (replicated.logEndOffset() > state.logEndOffset()) schedule.wrote(nowMillis);
        state = following.replicated(replicated, state, effects);
    }

    private void onFlushed(Flushed flushed, List<ReplicaEffect> effects) {
        flushing = false;
        long offset = Math.min(Math.min(flushed.offset(), flushedAtMost), state.logEndOffset());
        flushedAtMost = Long.MAX_VALUE;
        state = state.withFlushed(Math.max(state.flushedOffset(), offset));
        advance(effects);
    }

    private void onLogStartMoved(LogStartMoved moved) {
        following.logStartMoved();
        state = state.withLogStart(Math.max(state.logStartOffset(), moved.logStartOffset()));
    }

    private void onRecordsDeleted(RecordsDeleted deleted) {
        onLogStartMoved(new LogStartMoved(deleted.logStartOffset()));
        deletions.add(deleted);
    }

    /** While one leads; who leads no more cannot know. */
    private void answerDeletions(List<ReplicaEffect> effects) {
        if (deletions.isEmpty()) return;
        if (leading == null) deletions.refuseAll(refusals().notLeader(), effects);
        else deletions.takeReached(leading.lowWatermark(state, nowMillis), effects);
        deletions.expire(nowMillis, refusals().deletionTimedOut(), effects);
    }

    private void onLogCut(LogCut cut) {
        following.cut();
        state = state.cut(cut.logStartOffset(), cut.logEndOffset(), cut.lastEpoch());
        schedule.opened(state.flushedOffset());
        if (flushing) flushedAtMost = Math.min(flushedAtMost, cut.logEndOffset());
    }

    private void onTimePassed(List<ReplicaEffect> effects) {
        untilHighWatermark.expire(nowMillis, refusals().timedOut(), effects);
        proposeIsr(effects);
    }

    private void onStoppedServing(StoppedServing stopped, List<ReplicaEffect> effects) {
        leading = null;
        state = state.stopped(stopped.why());
        refuseWaiters(stopped.why(), effects);
        effects.add(new LeadershipChanged());
    }

    private void proposeIsr(List<ReplicaEffect> effects) {
        if (leading != null) leading.propose(state, nowMillis, effects);
    }

    /** Moves the high watermark as far as it may go and answers whoever has waited for that. */
    private void advance(List<ReplicaEffect> effects) {
        if (leading == null) return;
        long before = state.highWatermark();
        long after = leading.committed(state, durableHere());
        if (after != before) state = state.withHighWatermark(after);
        untilDurableHere.takeBelow(durableHere(), this::appended, effects);
        if (state.isUnderMinInsync()) untilHighWatermark.refuseAll(refusals().notEnoughAfterAppend(), effects);
        else
            untilHighWatermark.takeBelow(rules.acknowledgedBelow(after, state.logEndOffset()), this::appended, effects);
        if (cutOff) refuseWaiters(refusals().cutOffFromOthers(), effects);
        // after the answers: whoever sends one record at a time waits for nothing else, and filling a fetch takes
        // longer
        if (after != before) effects.add(new HighWatermarkMoved(before, after));
    }

    private long durableHere() {
        return durability == Durability.DISK ? state.flushedOffset() : state.logEndOffset();
    }

    /**
     * One flush at a time: what is written meanwhile shares the next one. Where the disk is what counts, always;
     * else when the topic asks for it.
     */
    private void flushIfNeeded(List<ReplicaEffect> effects) {
        if (!mayFlush()) return;
        if (durability == Durability.PAGE_CACHE && !schedule.isDue(state.logEndOffset(), nowMillis)) return;
        flushing = true;
        schedule.begun(state.logEndOffset());
        effects.add(new Flush(state.logEndOffset()));
    }

    private boolean mayFlush() {
        return !flushing
                && !following.isCutting()
                && state.role() != Role.OFFLINE
                && state.flushedOffset() < state.logEndOffset();
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
