package akkord.actors.partition;

import akka.actor.typed.Behavior;
import akka.actor.typed.BehaviorInterceptor;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.PartitionCommand;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The actor of one partition replica. Spawn it on {@link #dispatcher()}: it blocks on files. */
public final class Partition {

    public static final String DISPATCHER = "akkord.partition-dispatcher";

    private Partition() {}

    public static DispatcherSelector dispatcher() {
        return DispatcherSelector.fromConfig(DISPATCHER);
    }

    /** A replica that opens its log when it is first assigned. */
    public static Behavior<PartitionCommand> create(PartitionContext context, TopicPartition partition) {
        return Behaviors.<Object>setup(actor -> {
                    Replica replica = new Replica(context, partition, actor);
                    return Behaviors.intercept(() -> new FailureGuard(replica), Opening.first(replica));
                })
                .narrow();
    }

    /**
     * What should not happen takes the replica offline, loudly, with everyone who waits answered; it is then
     * opened again, as after a crash. (Akka's own restart would forget who waits and what was assigned.)
     */
    private static final class FailureGuard extends BehaviorInterceptor<Object, Object> {

        private final Replica replica;

        FailureGuard(Replica replica) {
            super(Object.class);
            this.replica = replica;
        }

        @Override
        public Behavior<Object> aroundReceive(
                TypedActorContext<Object> ctx, Object message, ReceiveTarget<Object> target) {
            try {
                return target.apply(ctx, message);
            } catch (UncheckedIOException trouble) {
                return replica.offline(Objects.requireNonNull(trouble.getCause()));
            } catch (RuntimeException unexpected) {
                return replica.failed(unexpected);
            }
        }
    }
}
