package akkord.actors.partition;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akkord.protocol.partition.PartitionView;
import akkord.protocol.partition.PartitionView.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The clock of a node's logs: one actor with four timers, where a timer in each of some thousand idle replicas
 * would wake them all for nothing. It reads their views and tells only those that have something to do. Spawn it
 * once a node, on {@link Partition#dispatcher()}.
 */
public final class LogHousekeeping extends AbstractBehavior<LogHousekeeping.Tick> {

    /** What is due. */
    public enum Tick {
        /** Segments that are too old or too many go; segments that are old enough are closed. */
        RETENTION,
        /** Logs that could not be opened may be by now. */
        REOPEN,
        /** Producers that have not written for long are forgotten. */
        PRODUCERS,
        /** How far every log is safe is written down, and what each knows of its producers. */
        CHECKPOINT,
        /** How far every log is committed is written down. */
        HIGH_WATERMARKS
    }

    private final PartitionContext context;
    /** Where each log ended at the last checkpoint: nothing is to be written down of one that has not grown. */
    private Map<PartitionHandle, Long> endsAtCheckpoint = Map.of();

    private LogHousekeeping(ActorContext<Tick> actor, PartitionContext context) {
        super(actor);
        this.context = context;
    }

    public static Behavior<Tick> create(PartitionContext context) {
        Behavior<Tick> begin = Behaviors.setup(actor -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(
                    Tick.RETENTION,
                    Duration.ofMillis(context.brokerSettings().now().retentionCheckIntervalMillis()));
            timers.startTimerWithFixedDelay(Tick.REOPEN, context.settings().reopenInterval());
            timers.startTimerWithFixedDelay(
                    Tick.PRODUCERS,
                    Duration.ofMillis(
                            context.brokerSettings().now().integer("producer.id.expiration.check.interval.ms")));
            timers.startTimerWithFixedDelay(
                    Tick.CHECKPOINT,
                    Duration.ofMillis(context.brokerSettings().now().checkpointIntervalMillis()));
            timers.startTimerWithFixedDelay(
                    Tick.HIGH_WATERMARKS,
                    Duration.ofMillis(
                            context.brokerSettings().now().number("replica.high.watermark.checkpoint.interval.ms")));
            actor.spawn(StrayCommands.create(), "stray-commands");
            return new LogHousekeeping(actor, context);
        }));
        return Behaviors.supervise(begin).onFailure(SupervisorStrategy.resume());
    }

    @Override
    public Receive<Tick> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Tick.RETENTION, () -> sweep(OwnMessage.Sweep.SEGMENTS))
                .onMessageEquals(Tick.REOPEN, this::reopen)
                .onMessageEquals(Tick.PRODUCERS, () -> sweep(OwnMessage.Sweep.PRODUCERS))
                .onMessageEquals(Tick.CHECKPOINT, this::checkpoint)
                .onMessageEquals(Tick.HIGH_WATERMARKS, this::writeHighWatermarks)
                .build();
    }

    /** Costs little if it fails: a new leader has to hear from its followers again. */
    private Behavior<Tick> writeHighWatermarks() {
        for (PartitionHandle handle : context.registry().handles()) {
            PartitionView view = handle.view();
            if (view.role() != Role.OFFLINE)
                context.logs().noteHighWatermark(view.partition(), handle.highWatermarkToKeep());
        }
        try {
            context.logs().writeHighWatermarks();
        } catch (IOException trouble) {
            getContext().getLog().warn("the high watermarks could not be written down", trouble);
        }
        return this;
    }

    private Behavior<Tick> sweep(OwnMessage.Sweep due) {
        for (PartitionHandle handle : context.registry().handles())
            if (mayHaveWork(due, handle.view())) handle.tell(due);
        return this;
    }

    /** Producers outlive their records: a log without records may know some. */
    private static boolean mayHaveWork(OwnMessage.Sweep due, PartitionView view) {
        long empty = due == OwnMessage.Sweep.PRODUCERS ? 0 : view.logStartOffset();
        return view.role() != Role.OFFLINE && view.logEndOffset() > empty;
    }

    private Behavior<Tick> reopen() {
        for (PartitionHandle handle : context.registry().handles())
            if (handle.view().role() == Role.OFFLINE) handle.tell(OwnMessage.Sweep.SEGMENTS);
        return this;
    }

    /** Costs only time if it fails: a restart would look at more than it need. */
    private Behavior<Tick> checkpoint() {
        checkpointProducers();
        try {
            context.logs().checkpoint();
        } catch (IOException trouble) {
            getContext().getLog().warn("the logs' checkpoint could not be written", trouble);
        }
        return this;
    }

    private void checkpointProducers() {
        Map<PartitionHandle, Long> ends = new HashMap<>();
        for (PartitionHandle handle : context.registry().handles()) {
            PartitionView view = handle.view();
            if (view.role() == Role.OFFLINE || view.logEndOffset() == 0) continue;
            ends.put(handle, view.logEndOffset());
            boolean news = !Objects.equals(endsAtCheckpoint.get(handle), view.logEndOffset());
            if (news) handle.tell(OwnMessage.Sweep.PRODUCERS_CHECKPOINT);
        }
        endsAtCheckpoint = ends;
    }
}
