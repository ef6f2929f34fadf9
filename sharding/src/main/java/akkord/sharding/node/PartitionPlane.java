package akkord.sharding.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akkord.actors.partition.LogHousekeeping;
import akkord.actors.partition.Partition;
import akkord.actors.partition.PartitionContext;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.LocalPartitions;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PartitionCommand.Close;
import akkord.protocol.partition.PartitionCommand.CutOff;
import akkord.protocol.partition.PartitionCommand.StopWithShard;
import akkord.sharding.allocation.PartitionSharding;
import akkord.sharding.allocation.ReplicaId;
import akkord.sharding.reconcile.Reconciliation;
import akkord.sharding.settings.NodeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The partition replicas of this node: their entity type, who keeps them as the metadata says, and their end. */
final class PartitionPlane {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionPlane.class);

    private final NodeSettings settings;
    private final PartitionContext context;
    private final ActorRef<Reconciliation.Command> reconciliation;

    private PartitionPlane(
            NodeSettings settings, PartitionContext context, ActorRef<Reconciliation.Command> reconciliation) {
        this.settings = settings;
        this.context = context;
        this.reconciliation = reconciliation;
    }

    static PartitionPlane start(
            ActorSystem<?> system, NodeSettings settings, PartitionContext context, MetadataCache cache) {
        ActorRef<ShardingEnvelope<PartitionCommand>> region = PartitionSharding.start(
                system, replica -> replica(context, cache, replica), Partition.dispatcher(), StopWithShard.STOP);
        ActorRef<Reconciliation.Command> reconciliation = system.systemActorOf(
                Reconciliation.create(
                        settings.nodeId(),
                        settings.bounds().reconcileInFlightMax(),
                        region,
                        context.registry(),
                        settings.bounds().reconcileRetry()),
                "reconciliation",
                Props.empty());
        context.registry().whenOneOpens(() -> reconciliation.tell(Reconciliation.ReplicaOpened.OPENED));
        system.systemActorOf(LogHousekeeping.create(context), "log-housekeeping", Partition.dispatcher());
        return new PartitionPlane(settings, context, reconciliation);
    }

    /** The id has the topic's id; its log is kept under the topic's name, which the metadata knows. */
    private static Behavior<PartitionCommand> replica(
            PartitionContext context, MetadataCache cache, ReplicaId replica) {
        return cache.image()
                .topic(replica.topicId())
                .map(topic -> Partition.create(context, new TopicPartition(topic.name(), replica.partition())))
                .orElseGet(() -> ofDeletedTopic(replica));
    }

    /** There is no replica to close: who waits for that to make the topic anew must hear of it all the same. */
    static Behavior<PartitionCommand> ofDeletedTopic(ReplicaId replica) {
        return Behaviors.receiveMessage(command -> {
            LOG.debug("a message for {} came after its topic was deleted", replica.entityId());
            if (command instanceof Close close) close.replyTo().send(PartitionCommand.Closed.CLOSED);
            return Behaviors.stopped();
        });
    }

    LocalPartitions local() {
        return context.registry();
    }

    void imageChanged(MetadataImage image) {
        context.nodeConfigChanged(image.nodeConfig());
        reconciliation.tell(new Reconciliation.ImageChanged(image));
    }

    /** Completes with the number of replicas that {@code image} gives this node, when all of them are open or offline. */
    CompletionStage<Integer> open(MetadataImage image) {
        CompletableFuture<Integer> open = new CompletableFuture<>();
        reconciliation.tell(new Reconciliation.AwaitOpen(image.version(), open));
        return open;
    }

    /** See {@link CutOff}. */
    void cutOff(boolean now) {
        for (LocalPartition partition : context.registry().all())
            partition.actor().tell(new CutOff(now));
    }

    /** Stops reconciling and closes every replica, all at once. Fails with a timeout when one does not answer. */
    CompletionStage<Void> close() {
        reconciliation.tell(Reconciliation.Stop.STOP);
        List<CompletableFuture<PartitionCommand.Closed>> closed = new ArrayList<>();
        for (LocalPartition partition : context.registry().all()) {
            CompletableFuture<PartitionCommand.Closed> reply = new CompletableFuture<>();
            closed.add(reply);
            partition.actor().tell(new Close(false, reply::complete));
        }
        return CompletableFuture.allOf(closed.toArray(CompletableFuture[]::new))
                .orTimeout(settings.bounds().closeTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }
}
