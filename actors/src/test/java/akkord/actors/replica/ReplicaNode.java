package akkord.actors.replica;

import akka.NotUsed;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.stream.javadsl.Source;
import akkord.actors.door.TestDoor;
import akkord.actors.partition.Partition;
import akkord.actors.partition.PartitionContext;
import akkord.actors.partition.PartitionRegistry;
import akkord.actors.partition.PartitionSettings;
import akkord.actors.partition.RecordsKept;
import akkord.actors.partition.Replication;
import akkord.actors.partition.SegmentLogs;
import akkord.actors.partition.core.Durability;
import akkord.persistence.log.LogBounds;
import akkord.persistence.log.LogEnvironment;
import akkord.persistence.log.PageCache;
import akkord.protocol.config.LiveSettings;
import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.KafkaDoor;
import akkord.protocol.door.kafka.replica.KafkaReplicaFetchers;
import akkord.protocol.door.kafka.replica.ReplicaFetchSettings;
import akkord.protocol.event.ClusterEvent;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.partition.PartitionCommand;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One node's replicas, with real files, its Kafka port and its fetchers; what the controller says comes from the test. */
final class ReplicaNode implements AutoCloseable, ControllerAccess, ClusterEvents {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    final int id;
    final long epoch;
    final Path data;
    final ActorTestKit kit;
    final PartitionRegistry registry = new PartitionRegistry();
    final HandImage image = new HandImage();
    final KafkaReplicaFetchers fetchers;
    final List<String> told = new CopyOnWriteArrayList<>();
    private final LogEnvironment logs;
    private final PartitionContext context;
    private final KafkaDoor door;
    private @Nullable ActorRef<PartitionCommand> replica;

    ReplicaNode(HandHeldCluster cluster, int id, long epoch, Path data) throws Exception {
        this.id = id;
        this.epoch = epoch;
        this.data = data;
        Config config = ConfigFactory.load();
        kit = ActorTestKit.create("node-" + id);
        logs = LogEnvironment.open(
                data,
                LogBounds.from(config),
                (batch, time, from) -> Optional.empty(),
                Clock.systemUTC(),
                PageCache.KEPT);
        fetchers = new KafkaReplicaFetchers(ReplicaFetchSettings.of(config, cluster.settings()), id, image);
        context = new PartitionContext(
                id,
                new SegmentLogs(logs),
                new LiveSettings(id, cluster.settings()),
                PartitionSettings.from(config, Durability.PAGE_CACHE),
                registry,
                this,
                Clock.systemUTC(),
                new Replication(fetchers, cluster.controller()),
                RecordsKept.UNHEARD);
        door = new TestDoor(id, registry, image, this, null, null, cluster.settings(), data).open(config);
    }

    int port() {
        return door.port();
    }

    NodeImage self() {
        return new NodeImage(id, "life-" + epoch, "127.0.0.1", port(), 8080, 25520, null, "test", NodeStatus.UP)
                .withEpoch(epoch);
    }

    /** Its actor, which is told what the cluster has decided. */
    ActorRef<PartitionCommand> replica(TopicPartition partition) {
        ActorRef<PartitionCommand> known = replica;
        if (known == null) {
            known = kit.spawn(Partition.create(context, partition), Partition.dispatcher());
            replica = known;
        }
        return known;
    }

    @Override
    public <R> CompletionStage<R> ask(Function<ActorRef<R>, ControllerCommand> command) {
        return CompletableFuture.failedFuture(new UnsupportedOperationException("there is no controller"));
    }

    @Override
    public void tell(String kind, String message, Map<String, String> details) {
        told.add(kind + ": " + message);
    }

    @Override
    public Source<ClusterEvent, NotUsed> watch(int last) {
        return Source.empty();
    }

    /** Its port closes and its connections with it, as when its process has ended. */
    void closeDoor() {
        TestDoor.close(door);
    }

    @Override
    public void close() throws Exception {
        closeDoor();
        fetchers.close().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        kit.shutdownTestKit();
        logs.close();
    }
}
