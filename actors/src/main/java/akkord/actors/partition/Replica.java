package akkord.actors.partition;

import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import akkord.actors.partition.core.ReplicaCore;
import akkord.actors.partition.core.ReplicaEffect;
import akkord.actors.partition.core.ReplicaEffect.Answer;
import akkord.actors.partition.core.ReplicaEffect.AnswerDeletion;
import akkord.actors.partition.core.ReplicaEffect.Flush;
import akkord.actors.partition.core.ReplicaEffect.HighWatermarkMoved;
import akkord.actors.partition.core.ReplicaEffect.LeadershipChanged;
import akkord.actors.partition.core.ReplicaEffect.StopFollowing;
import akkord.actors.partition.core.ReplicaEvent;
import akkord.actors.partition.core.ReplicaState;
import akkord.actors.partition.core.ReplicaTimes;
import akkord.actors.partition.core.WrittenAppend;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.PartitionCommand.Assign;
import akkord.protocol.partition.PartitionCommand.AwaitLogEnd;
import akkord.protocol.partition.PartitionCommand.AwaitRecords;
import akkord.protocol.partition.PartitionView;
import akkord.protocol.partition.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the phases of a replica's actor share: the core and the means to run its effects, the log while it is
 * open, the view, and the change of phase itself. Only touched by the actor.
 */
final class Replica {

    private static final Logger LOG = LoggerFactory.getLogger(Partition.class);

    final PartitionContext context;
    final TopicPartition partition;
    final ActorContext<Object> actor;
    ReplicaCore core;
    final AppendQueue appends;
    final PreparationLine line;
    final TroubleReports troubles;
    final Assignment assignment = new Assignment();
    private final FetchWaiters fetches;
    private final FetchWaiters followers;
    private final ReplicationEffects effects;
    private final ReadableBytes readable = new ReadableBytes();
    private final PartitionHandle handle;
    private PartitionPhase phase = PartitionPhase.OPENING;
    private TopicId topicId = TopicId.ZERO;
    private @Nullable ReplicaLog log;
    private int opening;
    private int lastLedEpoch = -1;
    private long wakeAtMillis = Long.MAX_VALUE;

    Replica(PartitionContext context, TopicPartition partition, ActorContext<Object> actor) {
        this.context = context;
        this.partition = partition;
        this.actor = actor;
        PartitionSettings bounds = context.settings();
        this.core = newCore(context, partition);
        this.appends = new AppendQueue(bounds.appendsPerWriteMax(), bounds.bytesPerWriteMax());
        this.line = new PreparationLine(bounds.preparationsMax());
        this.fetches = new FetchWaiters(bounds.fetchWaitersMax());
        this.followers = new FetchWaiters(bounds.fetchWaitersMax());
        this.handle = new PartitionHandle(actor.getSelf(), view());
        this.effects = new ReplicationEffects(this);
        this.troubles = new TroubleReports(this);
        context.registry().count(phase, 1);
    }

    private static ReplicaCore newCore(PartitionContext context, TopicPartition partition) {
        PartitionSettings bounds = context.settings();
        return new ReplicaCore(
                context.nodeId(), partition, bounds.durability(), bounds.ackWaitersMax(), times(context));
    }

    private static ReplicaTimes times(PartitionContext context) {
        return new ReplicaTimes(
                context.brokerSettings().now().number("replica.lag.time.max.ms"),
                context.settings().isrRetryInterval().toMillis(),
                context.settings().isrSettleInterval().toMillis(),
                context.settings().followRetryIntervalMin().toMillis(),
                context.settings().followRetryInterval().toMillis());
    }

    /** Where batches are decompressed and compressed; few partitions ever ask. */
    Executor preparationThreads() {
        return actor.getSystem().dispatchers().lookup(DispatcherSelector.fromConfig("akkord.preparation-dispatcher"));
    }

    /** The controller's last word, null before the first. */
    @Nullable
    Assign assigned() {
        return assignment.latest();
    }

    /** Remembered even while the log is closed, so that it can be opened again. */
    void assigned(Assign assign) {
        assignment.take(assign);
        topicId = assign.topicId();
    }

    /** The log is open and the replica has its role: from here on anyone may find it. */
    void opened(ReplicaLog newLog, ReplicaEvent.Assigned role) {
        log = newLog;
        opening++;
        // a timer that came while the log was closed was not heard
        wakeAtMillis = Long.MAX_VALUE;
        int number = opening;
        newLog.flushFailure().thenAccept(cause -> handle.tell(new OwnMessage.FlushDone(number, -1, cause)));
        readable.reset(newLog.logEndOffset());
        core.on(logOpened(newLog), context.nowMillis());
        step(role);
        context.registry().put(handle);
        if (phase == PartitionPhase.OFFLINE) tell("partition-online", partition + " is open again");
    }

    private ReplicaEvent logOpened(ReplicaLog log) {
        return new ReplicaEvent.LogOpened(
                log.logStartOffset(),
                log.logEndOffset(),
                log.flushedOffset(),
                log.lastEpoch(),
                context.logs().highWatermark(partition));
    }

    /** Asks the core, publishes what it has become, then runs what it wants done. */
    void step(ReplicaEvent event) {
        ReplicaState before = core.state();
        List<ReplicaEffect> wanted = core.on(event, context.nowMillis());
        if (core.state() != before) publish();
        if (core.state().logEndOffset() != before.logEndOffset()
                || core.state().logStartOffset() != before.logStartOffset()) followers.completeAll();
        wanted.forEach(this::run);
        wakeInTime();
    }

    void wrote(ReplicaEvent.Wrote wrote) {
        long bytes = 0;
        for (WrittenAppend append : wrote.appends()) bytes += append.bytes();
        readable.wrote(wrote.logEndOffset(), bytes);
        step(wrote);
    }

    /** @param bytes of what the leader has sent */
    void replicated(ReplicaEvent.Replicated replicated, long bytes) {
        if (bytes > 0) readable.wrote(replicated.logEndOffset(), bytes);
        step(replicated);
    }

    void cut(ReplicaEvent.LogCut cut) {
        readable.reset(cut.logEndOffset());
        step(cut);
    }

    /** What a fetch has missed since it looked counts for it at once; then it waits for more. */
    void await(AwaitRecords await) {
        ReplicaState state = core.state();
        if (!state.leads() || state.leaderEpoch() != await.leaderEpoch()) fetches.complete(await.fetch());
        else if (await.seenHighWatermark() >= state.highWatermark()) fetches.add(await.fetch());
        else fetches.addBehind(await.fetch(), readable.between(await.seenHighWatermark(), state.highWatermark()));
    }

    /** As {@link #await}, for a follower: it reads up to the end of the log. */
    void awaitLogEnd(AwaitLogEnd await) {
        ReplicaState state = core.state();
        boolean news = !state.leads()
                || state.leaderEpoch() != await.leaderEpoch()
                || await.seenLogEnd() < state.logEndOffset();
        if (news) followers.complete(await.fetch());
        else followers.add(await.fetch());
    }

    int opening() {
        return opening;
    }

    boolean isOpening(int number) {
        return log != null && number == opening;
    }

    void woken() {
        wakeAtMillis = Long.MAX_VALUE;
        step(new ReplicaEvent.TimePassed());
    }

    /** The one place where the phase changes. */
    Behavior<Object> become(PartitionPhase next, String why, Behavior<Object> behavior) {
        LOG.atDebug()
                .addKeyValue("partition", partition)
                .addKeyValue("from", phase)
                .addKeyValue("to", next)
                .log(why);
        context.registry().count(phase, -1);
        context.registry().count(next, 1);
        phase = next;
        return behavior;
    }

    /** Everyone who waits is told {@code why}; the log is closed. @param retry open it again by and by */
    Behavior<Object> offline(Refusal why, boolean retry) {
        boolean news = phase != PartitionPhase.OFFLINE;
        stopServing(why);
        if (log != null) closed(log);
        log = null;
        publish();
        context.registry().put(handle);
        if (news) tell("partition-offline", why.message());
        return become(PartitionPhase.OFFLINE, why.message(), new Offline(this, retry));
    }

    /** The files would not do what replication needs done. */
    Behavior<Object> offline(IOException trouble) {
        if (trouble instanceof DamagedLogException damaged)
            return offline(StorageRefusals.damaged(partition, damaged), false);
        return offline(StorageRefusals.cannotOpen(partition, trouble), true);
    }

    Behavior<Object> failed(RuntimeException unexpected) {
        LOG.atError().addKeyValue("partition", partition).setCause(unexpected).log("unexpected failure of a partition");
        return offline(StorageRefusals.failed(partition, unexpected), true);
    }

    /** Whoever waits only for the disk is answered, because closing flushes. */
    void closeLog() {
        context.registry().remove(handle);
        ReplicaLog closing = log;
        if (closing == null) return;
        long end = closing.logEndOffset();
        if (closed(closing)) step(new ReplicaEvent.Flushed(end));
        context.logs().noteHighWatermark(partition, core.state().highWatermarkToKeep());
    }

    /** Also when the log could not be opened. A failure is told, but does not hold up the rest of the node. */
    void deleteLog() {
        ReplicaLog deleting = log;
        log = null;
        try {
            if (deleting != null) deleting.delete();
            else if (assigned() != null) context.logs().deleteFiles(partition);
        } catch (IOException trouble) {
            warn("the files of a log could not be deleted", trouble);
        }
    }

    /** Whatever comes of this partition here later is another replica, of which nobody knows anything yet. */
    void dismissed() {
        context.recordsKept().countsNoMore(partition);
        core = newCore(context, partition);
    }

    /** Nobody finds this replica from here on, and nobody waits in it. */
    void leave(Refusal why) {
        context.registry().remove(handle);
        stopServing(why);
    }

    /** The actor ends, in whatever phase. */
    void stopped() {
        closeLog();
        leave(StorageRefusals.closed(partition));
        context.registry().count(phase, -1);
    }

    static <T> void answer(Reply<T> replyTo, T answer) {
        try {
            replyTo.send(answer);
        } catch (RuntimeException broken) {
            LOG.error("an answer could not be delivered", broken);
        }
    }

    /** Any thread. */
    void tellSelf(OwnMessage message) {
        handle.tell(message);
    }

    void tell(String kind, String message) {
        context.events()
                .tell(
                        kind,
                        message,
                        Map.of("topic", partition.topic(), "partition", Integer.toString(partition.partition())));
    }

    private void stopServing(Refusal why) {
        line.refuseAll(why);
        for (PendingAppend append : appends.take()) {
            append.refuse(why);
            append.release();
        }
        List<ReplicaEffect> wanted = core.on(new ReplicaEvent.StoppedServing(why), context.nowMillis());
        publish();
        wanted.forEach(this::run);
    }

    private boolean closed(ReplicaLog closing) {
        try {
            closing.close();
            return true;
        } catch (IOException | RuntimeException trouble) {
            warn("a log could not be closed well", trouble);
            return false;
        }
    }

    private void warn(String what, Exception cause) {
        LOG.atWarn().addKeyValue("partition", partition).setCause(cause).log(what);
    }

    private void run(ReplicaEffect effect) {
        if (effect instanceof Answer answer) answer.replyTo().send(answer.result());
        else if (effect instanceof AnswerDeletion deletion) answer(deletion.replyTo(), deletion.result());
        else if (effect instanceof HighWatermarkMoved moved) fetches.offer(readable.between(moved.from(), moved.to()));
        else if (effect instanceof LeadershipChanged) leadershipChanged();
        else if (effect instanceof Flush flush) flush(flush.upToOffset());
        else if (effect instanceof StopFollowing)
            context.replication().fetchers().unfollow(partition);
        else replicate(effect);
    }

    private void replicate(ReplicaEffect effect) {
        ReplicaLog open = log;
        if (open == null) throw new IllegalStateException("a closed log cannot follow: " + effect);
        effects.run(effect, open, topicId);
    }

    private void leadershipChanged() {
        fetches.completeAll();
        followers.completeAll();
    }

    private void flush(long upToOffset) {
        if (log == null) throw new IllegalStateException("a closed log cannot be flushed");
        int number = opening;
        CompletionStage<Long> done = log.flush(upToOffset);
        done.whenComplete((offset, failure) ->
                handle.tell(new OwnMessage.FlushDone(number, failure == null ? offset : -1, cause(failure))));
    }

    private static @Nullable Throwable cause(@Nullable Throwable failure) {
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }

    /** One timer at most stands for all who wait with a deadline. */
    private void wakeInTime() {
        long at = core.wakeAtMillis();
        if (at >= wakeAtMillis) return;
        wakeAtMillis = at;
        Duration delay = Duration.ofMillis(Math.max(1, at - context.nowMillis()));
        actor.scheduleOnce(delay, actor.getSelf(), OwnMessage.Wake.WAKE);
    }

    private void publish() {
        handle.publish(view(), core.state().highWatermarkToKeep());
    }

    private PartitionView view() {
        ReplicaState state = core.state();
        if (state.leads()) lastLedEpoch = state.leaderEpoch();
        return new PartitionView(
                partition,
                topicId,
                state.role(),
                state.leader(),
                state.leaderEpoch(),
                lastLedEpoch,
                core.epochStartOffset(),
                state.offlineReason(),
                state.logStartOffset(),
                state.highWatermark(),
                state.lastStableOffset(),
                state.logEndOffset(),
                log == null ? null : log.reader());
    }
}
