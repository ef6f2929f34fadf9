package akkord.actors.partition;

import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akkord.protocol.partition.PartitionView;
import akkord.protocol.partition.PartitionView.Role;
import java.io.IOException;
import java.time.Duration;

/**
 * The clock of a node's logs: one actor with three timers, where a timer in each of some thousand idle replicas
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
        /** How far every log is safe is written down. */
        CHECKPOINT
    }

    private final PartitionContext context;

    private LogHousekeeping(ActorContext<Tick> actor, PartitionContext context) {
        super(actor);
        this.context = context;
    }

    public static Behavior<Tick> create(PartitionContext context) {
        return Behaviors.setup(actor -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(
                    Tick.RETENTION,
                    Duration.ofMillis(context.brokerSettings().now().retentionCheckIntervalMillis()));
            timers.startTimerWithFixedDelay(Tick.REOPEN, context.settings().reopenInterval());
            timers.startTimerWithFixedDelay(
                    Tick.CHECKPOINT,
                    Duration.ofMillis(context.brokerSettings().now().checkpointIntervalMillis()));
            actor.spawn(StrayCommands.create(), "stray-commands");
            return new LogHousekeeping(actor, context);
        }));
    }

    @Override
    public Receive<Tick> createReceive() {
        return newReceiveBuilder()
                .onMessageEquals(Tick.RETENTION, () -> sweep(false))
                .onMessageEquals(Tick.REOPEN, () -> sweep(true))
                .onMessageEquals(Tick.CHECKPOINT, this::checkpoint)
                .build();
    }

    private Behavior<Tick> sweep(boolean offline) {
        for (PartitionHandle handle : context.registry().handles()) {
            PartitionView view = handle.view();
            boolean due = offline ? view.role() == Role.OFFLINE : holdsRecords(view);
            if (due) handle.tell(OwnMessage.Sweep.SWEEP);
        }
        return this;
    }

    private static boolean holdsRecords(PartitionView view) {
        return view.role() != Role.OFFLINE && view.logEndOffset() > view.logStartOffset();
    }

    /** Costs only time if it fails: a restart would look at more than it need. */
    private Behavior<Tick> checkpoint() {
        try {
            context.logs().checkpoint();
        } catch (IOException trouble) {
            getContext().getLog().warn("the logs' checkpoint could not be written", trouble);
        }
        return this;
    }
}
