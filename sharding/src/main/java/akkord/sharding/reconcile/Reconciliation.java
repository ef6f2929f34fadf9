package akkord.sharding.reconcile;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.partition.LocalPartitions;
import akkord.protocol.partition.PartitionCommand;
import akkord.sharding.allocation.ReplicaId;
import akkord.sharding.reconcile.Reconciler.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Carries out what the {@link Reconciler} finds, through the shard region. What was told and is not open
 * after a while is told again: a message to a shard without a home may have been dropped.
 */
public final class Reconciliation {

    /** What the actor understands. */
    public sealed interface Command {}

    /** The metadata has changed. */
    public record ImageChanged(MetadataImage image) implements Command {}

    /**
     * Completes {@code open} with the number of replicas once each that {@code version} of the metadata, or a
     * later one, gives this node is open, or offline with a reason.
     */
    public record AwaitOpen(long version, CompletableFuture<Integer> open) implements Command {}

    /** A replica of this node has opened, or is offline with a reason. */
    public enum ReplicaOpened implements Command {
        OPENED
    }

    /** The node stops: replicas close now and are to stay closed. */
    public enum Stop implements Command {
        STOP
    }

    private record ReplicaClosed(ReplicaId replica) implements Command {}

    private enum Tick implements Command {
        REPEAT,
        CHECK_OPEN
    }

    /** Only while somebody waits for the replicas to open. */
    private static final Duration CHECK_OPEN_INTERVAL = Duration.ofMillis(10);

    private final ActorContext<Command> context;
    private final Reconciler reconciler;
    private final ActorRef<ShardingEnvelope<PartitionCommand>> region;
    private final LocalPartitions local;
    private final List<AwaitOpen> awaiting = new ArrayList<>();
    private MetadataImage image = MetadataImage.EMPTY;
    private boolean repeating;

    private Reconciliation(
            ActorContext<Command> context,
            Reconciler reconciler,
            ActorRef<ShardingEnvelope<PartitionCommand>> region,
            LocalPartitions local) {
        this.context = context;
        this.reconciler = reconciler;
        this.region = region;
        this.local = local;
    }

    /**
     * @param openingMax how many replicas may be opening at a time
     * @param repeatInterval how long a replica may take to open or close before it is told again
     */
    public static Behavior<Command> create(
            int nodeId,
            int openingMax,
            ActorRef<ShardingEnvelope<PartitionCommand>> region,
            LocalPartitions local,
            Duration repeatInterval) {
        Behavior<Command> begin = Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Tick.REPEAT, repeatInterval);
            Reconciliation actor = new Reconciliation(context, new Reconciler(nodeId, openingMax), region, local);
            return Behaviors.receive(Command.class)
                    .onMessage(ImageChanged.class, changed -> actor.onImage(changed.image()))
                    .onMessage(ReplicaClosed.class, closed -> actor.onClosed(closed.replica()))
                    .onMessageEquals(ReplicaOpened.OPENED, actor::onOpened)
                    .onMessageEquals(Tick.REPEAT, actor::onRepeat)
                    .onMessageEquals(Tick.CHECK_OPEN, () -> {
                        if (!actor.everyReplicaIsOpen()) timers.startSingleTimer(Tick.CHECK_OPEN, CHECK_OPEN_INTERVAL);
                        return Behaviors.same();
                    })
                    .onMessageEquals(Stop.STOP, Behaviors::stopped)
                    .onMessage(AwaitOpen.class, await -> {
                        actor.awaiting.add(await);
                        context.getSelf().tell(Tick.CHECK_OPEN);
                        return Behaviors.same();
                    })
                    .build();
        }));
        return Behaviors.supervise(begin).onFailure(SupervisorStrategy.resume());
    }

    private Behavior<Command> onImage(MetadataImage next) {
        image = next;
        run(reconciler.reconcile(image));
        return Behaviors.same();
    }

    private Behavior<Command> onClosed(ReplicaId replica) {
        reconciler.closed(replica);
        run(reconciler.reconcile(image));
        return Behaviors.same();
    }

    private Behavior<Command> onOpened() {
        run(reconciler.opened(this::isOpen));
        return Behaviors.same();
    }

    private Behavior<Command> onRepeat() {
        run(reconciler.opened(this::isOpen));
        repeating = true;
        run(reconciler.repeat(this::isOpen));
        repeating = false;
        return Behaviors.same();
    }

    private void run(List<Action> actions) {
        for (Action action : actions) {
            if (action instanceof Action.AssignReplica assign) {
                tell(assign.replica(), assign.assign());
            } else if (action instanceof Action.CloseReplica close) {
                sayThatFilesStay(close);
                tell(close.replica(), new PartitionCommand.Close(close.deleteFiles(), closed -> context.getSelf()
                        .tell(new ReplicaClosed(close.replica()))));
            }
        }
    }

    /** Once, not with each repetition. */
    private void sayThatFilesStay(Action.CloseReplica close) {
        if (close.deleteFiles() || repeating) return;
        context.getLog()
                .warn("closing {}: it is no longer a replica of this node; its files are kept", close.partition());
    }

    private void tell(ReplicaId replica, PartitionCommand command) {
        region.tell(new ShardingEnvelope<>(replica.entityId(), command));
    }

    private boolean isOpen(TopicPartition partition) {
        return local.find(partition) != null;
    }

    /** True when nobody has to look again. */
    private boolean everyReplicaIsOpen() {
        if (awaiting.stream().anyMatch(await -> image.version() < await.version())) return false;
        run(reconciler.opened(this::isOpen));
        if (!reconciler.assigned().stream().allMatch(this::isOpen)) return false;
        int count = reconciler.assigned().size();
        awaiting.forEach(await -> await.open().complete(count));
        awaiting.clear();
        return true;
    }
}
