package akkord.actors.door;

import akka.NotUsed;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.stream.javadsl.Source;
import akkord.actors.controller.Controller;
import akkord.actors.controller.ControllerContext;
import akkord.actors.partition.Partition;
import akkord.actors.partition.PartitionContext;
import akkord.actors.partition.PartitionRegistry;
import akkord.actors.partition.PartitionSettings;
import akkord.actors.partition.SegmentLogs;
import akkord.actors.partition.core.Durability;
import akkord.persistence.log.LogBounds;
import akkord.persistence.log.LogEnvironment;
import akkord.persistence.log.PageCache;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.LiveSettings;
import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.RegisterNode;
import akkord.protocol.controller.ControllerCommand.Subscribe;
import akkord.protocol.controller.MetadataUpdate;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.KafkaDoor;
import akkord.protocol.event.ClusterEvent;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.partition.PartitionCommand;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A Kafka door on real partitions with real files and the real controller; only the cluster around them is
 * missing, and the controller's journal is in memory.
 */
final class KafkaNode implements AutoCloseable, ControllerAccess {

    static final int ID = 1;
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ActorTestKit kit;
    private final PartitionRegistry registry = new PartitionRegistry();
    private final AwaitableImage image = new AwaitableImage();
    private final PartitionContext partitions;
    private final LogEnvironment logs;
    private final ActorRef<ControllerCommand> controller;
    private final Map<TopicPartition, ActorRef<PartitionCommand>> replicas = new HashMap<>();
    private final TestDoor context;
    private final KafkaDoor door;
    /** Replicas open their logs when it is complete. */
    private volatile CompletableFuture<Void> opening = CompletableFuture.completedFuture(null);

    KafkaNode(Path data, Map<String, String> broker) throws Exception {
        this(data, broker, ConfigFactory.empty());
    }

    /** @param overrides of the configuration */
    KafkaNode(Path data, Map<String, String> broker, Config overrides) throws Exception {
        BrokerSettings settings = BrokerSettings.of(broker);
        Config config = overrides.withFallback(ConfigFactory.load());
        kit = ActorTestKit.create(
                "kafka-door",
                PersistenceTestKitPlugin.config()
                        .withFallback(PersistenceTestKitSnapshotPlugin.config())
                        .withFallback(config));
        logs = LogEnvironment.open(data, LogBounds.from(config), new RecordTimes(), Clock.systemUTC(), PageCache.KEPT);
        partitions = new PartitionContext(
                ID,
                new SegmentLogs(logs),
                new LiveSettings(ID, settings),
                PartitionSettings.from(config, Durability.PAGE_CACHE),
                registry,
                new Silence(),
                Clock.systemUTC());
        controller = kit.spawn(Controller.create(new ControllerContext(ID, settings, new Silence())), "controller");
        LocalGroups groups = new LocalGroups(kit, ID, settings, config, PATIENCE, image::image);
        LocalShares shares = new LocalShares(kit, config, PATIENCE);
        context = new TestDoor(ID, registry, image, this, groups, shares, settings, data);
        door = context.open(config);
        join();
    }

    private void join() throws Exception {
        NodeImage self =
                new NodeImage(ID, "first", "127.0.0.1", this.door.port(), 8080, 25520, null, "test", NodeStatus.UP);
        this.<StatusReply<String>>ask(replyTo -> new RegisterNode(self, null, replyTo))
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        ActorRef<MetadataUpdate> subscriber = kit.spawn(Behaviors.receive(MetadataUpdate.class)
                .onAnyMessage(update -> {
                    image.update(update);
                    reconcile(image.image());
                    return Behaviors.same();
                })
                .build());
        controller.tell(new Subscribe(ID, subscriber));
        image.await(known -> known.nodes().containsKey(ID), PATIENCE)
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** The subscriber's thread: what a node's reconciliation does. */
    private void reconcile(MetadataImage now) {
        partitions.nodeConfigChanged(now.nodeConfig());
        replicas.entrySet().removeIf(replica -> {
            boolean gone = now.partition(replica.getKey()).isEmpty();
            if (gone) replica.getValue().tell(new PartitionCommand.Close(true, closed -> {}));
            return gone;
        });
        now.topics().values().forEach(topic -> {
            for (int number = 0; number < topic.partitions().size(); number++) {
                TopicPartition name = new TopicPartition(topic.name(), number);
                ActorRef<PartitionCommand> replica = replicas.computeIfAbsent(
                        name, absent -> kit.spawn(Partition.create(partitions, name), Partition.dispatcher()));
                PartitionCommand assign = new PartitionCommand.Assign(
                        name, topic.id(), topic.partitions().get(number), topic.config());
                opening.thenRun(() -> replica.tell(assign));
            }
        });
    }

    /** Replicas that are decided from now on do not serve before {@code gate} is complete. */
    void holdOpening(CompletableFuture<Void> gate) {
        opening = gate;
    }

    /** Tells clients another port than the door's own: that of somebody in between. */
    void advertise(int port) throws Exception {
        NodeImage moved = new NodeImage(ID, "second", "127.0.0.1", port, 8080, 25520, null, "test", NodeStatus.UP);
        this.<StatusReply<String>>ask(replyTo -> new RegisterNode(moved, null, replyTo))
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        image.await(known -> known.nodes().get(ID).kafkaPort() == port, PATIENCE)
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** What its door is told of it. */
    TestDoor context() {
        return context;
    }

    KafkaDoor door() {
        return door;
    }

    String bootstrap() {
        return "127.0.0.1:" + door.port();
    }

    @Override
    public <R> CompletionStage<R> ask(Function<ActorRef<R>, ControllerCommand> command) {
        return AskPattern.ask(controller, command::apply, PATIENCE, kit.system().scheduler());
    }

    MetadataCache metadata() {
        return image;
    }

    @Override
    public void close() throws IOException {
        TestDoor.close(door);
        kit.shutdownTestKit();
        logs.close();
    }

    /** Nobody watches. */
    static final class Silence implements ClusterEvents {

        @Override
        public void tell(String kind, String message, Map<String, String> details) {}

        @Override
        public Source<ClusterEvent, NotUsed> watch(int last) {
            return Source.empty();
        }
    }
}
