package akkord.sharding.node;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akkord.actors.partition.BatchedChannel;
import akkord.actors.partition.Replication;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.InSyncMember;
import akkord.protocol.door.kafka.replica.KafkaReplicaFetchers;
import akkord.protocol.door.kafka.replica.ReplicaFetchSettings;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.sharding.node.NodeStop.Step;
import com.typesafe.config.Config;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the partitions of this node need of other nodes: their leaders' records, and the controller's ear. */
final class ReplicaPlane implements ControllerAccess {

    private final Replication replication;
    private volatile @Nullable ControllerAccess controller;

    ReplicaPlane(ActorSystem<?> system, int nodeId, Config effective, BrokerSettings broker, MetadataCache cache) {
        KafkaReplicaFetchers fetchers =
                new KafkaReplicaFetchers(ReplicaFetchSettings.of(effective, broker), nodeId, cache);
        NodeStop.at(system, Step.DRAIN_DOORS, "replica fetchers", fetchers::close);
        BatchedChannel channel = new BatchedChannel(
                nodeId,
                () -> epoch(cache, nodeId),
                member -> isUp(cache, member),
                this,
                effective.getInt("akkord.controller.changes-per-request-max"));
        replication = new Replication(fetchers, channel);
    }

    Replication replication() {
        return replication;
    }

    /** Partitions are made before there is a way to the controller, and lead only after it was heard. */
    void connect(ControllerAccess access) {
        controller = access;
    }

    @Override
    public <R> CompletionStage<R> ask(Function<ActorRef<R>, ControllerCommand> command) {
        ControllerAccess access = controller;
        return access == null
                ? CompletableFuture.failedFuture(new IllegalStateException("this node knows no controller yet"))
                : access.ask(command);
    }

    private static boolean isUp(MetadataCache cache, InSyncMember member) {
        NodeImage node = cache.image().nodes().get(member.node());
        return node != null && node.status() == NodeStatus.UP;
    }

    private static long epoch(MetadataCache cache, int nodeId) {
        NodeImage self = cache.image().nodes().get(nodeId);
        return self == null ? -1 : self.epoch();
    }
}
