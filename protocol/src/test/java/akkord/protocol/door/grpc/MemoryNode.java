package akkord.protocol.door.grpc;

import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.stream.javadsl.Source;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.LiveSettings;
import akkord.protocol.config.TopicConfigSchema;
import akkord.protocol.config.TopicName;
import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.AlterConfigs;
import akkord.protocol.controller.ControllerCommand.CreatePartitions;
import akkord.protocol.controller.ControllerCommand.CreateTopics;
import akkord.protocol.controller.ControllerCommand.DeleteTopics;
import akkord.protocol.controller.ControllerCommand.TopicResult;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.event.ClusterEvent;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.LocalPartitions;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The inside of node 1 of two, as far as the door sees it, in memory. Node 2 leads the topic {@code elsewhere}. */
final class MemoryNode implements MetadataCache, LocalPartitions, ControllerAccess, ClusterEvents {

    private static final Duration ASK_AT_MOST = Duration.ofSeconds(20);

    private record Watcher(Predicate<MetadataImage> condition, CompletableFuture<MetadataImage> found) {}

    final LiveSettings settings = new LiveSettings(1, BrokerSettings.DEFAULTS);
    private final ActorSystem<?> system;
    private final ActorRef<ControllerCommand> controller;
    private final Map<TopicPartition, MemoryPartition> partitions = new ConcurrentHashMap<>();
    private final Map<Watcher, Boolean> watchers = new ConcurrentHashMap<>();
    /** Thrown to whoever asks for the image. */
    volatile @Nullable RuntimeException breakWith;

    private volatile MetadataImage image;
    private final Map<String, Map<String, String>> groupConfig = new ConcurrentHashMap<>();

    MemoryNode(ActorSystem<?> system) {
        this.system = system;
        TopicImage elsewhere = new TopicImage(
                "elsewhere",
                TopicId.random(),
                false,
                Map.of(),
                List.of(new PartitionImage(2, 3, 4, List.of(2, 1), List.of(2))));
        this.image = MetadataImage.of(
                1, "cluster-1", 1, Map.of(1, node(1), 2, node(2)), Map.of("elsewhere", elsewhere), Map.of());
        this.controller = system.systemActorOf(controller(), "controller", Props.empty());
    }

    DoorContext context() {
        return new DoorContext(1, this, this, this, new NoGroups(), new NoShares(), this, settings, "9.9.9");
    }

    MemoryPartition partition(String topic, int number) {
        return partitions.get(new TopicPartition(topic, number));
    }

    @Override
    public MetadataImage image() {
        RuntimeException fault = breakWith;
        if (fault != null) throw fault;
        return image;
    }

    @Override
    public CompletionStage<MetadataImage> await(Predicate<MetadataImage> condition, Duration atMost) {
        Watcher watcher = new Watcher(condition, new CompletableFuture<>());
        watchers.put(watcher, true);
        tellWatchers();
        return watcher.found.orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public @Nullable LocalPartition find(TopicPartition partition) {
        return partitions.get(partition);
    }

    @Override
    public Collection<LocalPartition> all() {
        return List.copyOf(partitions.values());
    }

    @Override
    public <R> CompletionStage<R> ask(Function<ActorRef<R>, ControllerCommand> command) {
        return AskPattern.ask(controller, command::apply, ASK_AT_MOST, system.scheduler());
    }

    @Override
    public void tell(String kind, String message, Map<String, String> details) {}

    @Override
    public Source<ClusterEvent, NotUsed> watch(int last) {
        List<ClusterEvent> past = IntStream.range(0, 5)
                .mapToObj(i -> new ClusterEvent(i, 1, "topic-created", "event " + i, Map.of("n", "" + i)))
                .toList();
        return Source.from(past.subList(Math.max(0, 5 - last), 5)).concat(Source.maybe());
    }

    private static NodeImage node(int id) {
        return new NodeImage(id, "i" + id, "host" + id, 9092, 8080 + id, 25520, null, "9.9.9", NodeStatus.UP);
    }

    private Behavior<ControllerCommand> controller() {
        return Behaviors.receive(ControllerCommand.class)
                .onMessage(CreateTopics.class, create -> {
                    create.replyTo().tell(results(this.create(create.topics().get(0), create.validateOnly())));
                    return Behaviors.same();
                })
                .onMessage(DeleteTopics.class, delete -> {
                    delete.replyTo().tell(results(delete(delete.topics().get(0).name())));
                    return Behaviors.same();
                })
                .onMessage(CreatePartitions.class, more -> {
                    more.replyTo().tell(results(more(more.topics().get(0))));
                    return Behaviors.same();
                })
                .onMessage(AlterConfigs.class, alter -> {
                    alter.replyTo().tell(results(alter(alter.changes().get(0))));
                    return Behaviors.same();
                })
                .build();
    }

    private TopicResult create(ControllerCommand.NewTopic topic, boolean validateOnly) {
        if (image.topics().containsKey(topic.name()))
            return refused(topic.name(), ErrorCode.TOPIC_ALREADY_EXISTS, "topic " + topic.name() + " exists");
        Optional<Refusal> why = TopicName.refusal(topic.name()).or(() -> TopicConfigSchema.validate(topic.config()));
        if (why.isPresent()) return new TopicResult(topic.name(), null, 0, 0, image.version(), why.get());
        int count = Math.max(1, topic.partitions());
        if (!validateOnly) publish(new TopicImage(topic.name(), TopicId.random(), false, topic.config(), led(count)));
        return done(topic.name(), count);
    }

    private TopicResult more(ControllerCommand.MorePartitions more) {
        TopicImage topic = image.topics().get(more.topic());
        if (more.total() <= topic.partitions().size())
            return refused(
                    more.topic(),
                    ErrorCode.INVALID_PARTITIONS,
                    "it has " + topic.partitions().size());
        publish(topic.withPartitions(led(more.total())));
        return done(more.topic(), more.total());
    }

    private TopicResult alter(ControllerCommand.ConfigChange change) {
        TopicImage topic = image.topics().get(change.topic());
        if (topic == null) return refused(change.topic(), ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is none");
        Map<String, String> config = new HashMap<>(topic.config());
        change.ops().forEach(op -> config.put(op.name(), op.value()));
        config.values().removeIf(value -> value == null);
        Optional<Refusal> why = TopicConfigSchema.validate(config);
        if (why.isPresent()) return new TopicResult(change.topic(), null, 0, 0, image.version(), why.get());
        publish(topic.withConfig(config));
        return done(change.topic(), topic.partitions().size());
    }

    private TopicResult delete(String name) {
        if (!image.topics().containsKey(name))
            return refused(name, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is none");
        Map<String, TopicImage> topics = new HashMap<>(image.topics());
        topics.remove(name);
        publish(topics);
        return done(name, 0);
    }

    private static List<PartitionImage> led(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new PartitionImage(1, 0, 0, List.of(1), List.of(1)))
                .toList();
    }

    private void publish(TopicImage topic) {
        Map<String, TopicImage> topics = new HashMap<>(image.topics());
        topics.put(topic.name(), topic);
        publish(topics);
        for (int number = 0; number < topic.partitions().size(); number++) {
            TopicPartition partition = new TopicPartition(topic.name(), number);
            partitions.compute(
                    partition,
                    (name, old) -> old != null && old.view().topicId().equals(topic.id())
                            ? old
                            : new MemoryPartition(system, name, topic.id()));
        }
    }

    private void publish(Map<String, TopicImage> topics) {
        image = MetadataImage.of(
                image.version() + 1, "cluster-1", 1, image.nodes(), topics, Map.of(), Map.copyOf(groupConfig));
        tellWatchers();
    }

    /** Settings of a group, all there are. */
    void configure(String group, Map<String, String> settings) {
        groupConfig.put(group, settings);
        publish(image.topics());
    }

    private void tellWatchers() {
        MetadataImage present = image;
        watchers.keySet().removeIf(watcher -> {
            if (watcher.condition.test(present)) watcher.found.complete(present);
            return watcher.found.isDone();
        });
    }

    /** A topic whose partition 0 is led here and partition 1 by node 2, which listens at that port of this machine. */
    void createSplit(String name, int port) {
        NodeImage two = new NodeImage(2, "i2-" + port, "127.0.0.1", 9092, port, 25520, null, "9.9.9", NodeStatus.UP);
        TopicImage topic = new TopicImage(
                name,
                TopicId.random(),
                false,
                Map.of(),
                List.of(
                        new PartitionImage(1, 0, 0, List.of(1), List.of(1)),
                        new PartitionImage(2, 0, 0, List.of(2), List.of(2))));
        Map<String, TopicImage> topics = new HashMap<>(image.topics());
        topics.put(name, topic);
        TopicPartition first = new TopicPartition(name, 0);
        partitions.put(first, new MemoryPartition(system, first, topic.id()));
        image = MetadataImage.of(image.version() + 1, "cluster-1", 1, Map.of(1, node(1), 2, two), topics, Map.of());
        tellWatchers();
    }

    /** Deletes the topic and makes it anew; the replicas are still those of the old one. */
    void replaceTopic(String name) {
        Map<String, TopicImage> topics = new HashMap<>(image.topics());
        topics.computeIfPresent(
                name, (same, old) -> new TopicImage(name, TopicId.random(), false, old.config(), old.partitions()));
        publish(topics);
    }

    private TopicResult done(String name, int count) {
        return new TopicResult(name, TopicId.ZERO, count, 1, image.version(), null);
    }

    private TopicResult refused(String name, ErrorCode code, String why) {
        return new TopicResult(name, null, 0, 0, image.version(), new Refusal(code, why));
    }

    private static TopicResults results(TopicResult result) {
        return new TopicResults(List.of(result));
    }
}
