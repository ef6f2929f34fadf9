package akkord.actors.controller;

import static akkord.actors.controller.Fixtures.follow;
import static akkord.actors.controller.Fixtures.node;
import static akkord.actors.controller.Fixtures.set;
import static akkord.actors.controller.Fixtures.topic;
import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit.CommandResultWithReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit.SerializationSettings;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akkord.actors.controller.ControllerEvent.ClusterFormed;
import akkord.actors.controller.ControllerEvent.ConfigsChanged;
import akkord.actors.controller.ControllerEvent.NodeRegistered;
import akkord.actors.controller.ControllerEvent.TopicsCreated;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.AllocateProducerIds;
import akkord.protocol.controller.ControllerCommand.AlterConfigs;
import akkord.protocol.controller.ControllerCommand.ConfigChange;
import akkord.protocol.controller.ControllerCommand.CreatePartitions;
import akkord.protocol.controller.ControllerCommand.CreateTopics;
import akkord.protocol.controller.ControllerCommand.DeleteTopics;
import akkord.protocol.controller.ControllerCommand.MorePartitions;
import akkord.protocol.controller.ControllerCommand.NewTopic;
import akkord.protocol.controller.ControllerCommand.ProducerIdBlock;
import akkord.protocol.controller.ControllerCommand.RegisterNode;
import akkord.protocol.controller.ControllerCommand.ReportNodeStatus;
import akkord.protocol.controller.ControllerCommand.Subscribe;
import akkord.protocol.controller.ControllerCommand.TopicRef;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.controller.ControllerCommand.UnregisterNode;
import akkord.protocol.controller.MetadataUpdate;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeStatus;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shell: what is persisted, told and answered, and that everything survives serialization. */
class ControllerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final ActorTestKit KIT = ActorTestKit.create(
            "controller",
            ConfigFactory.parseString("""
                    akkord.controller.snapshot-every = 5
                    akka.log-dead-letters = off
                    """)
                    .withFallback(EventSourcedBehaviorTestKit.config())
                    .withFallback(ConfigFactory.load()));

    private final Fixtures.RecordedEvents told = new Fixtures.RecordedEvents();
    private EventSourcedBehaviorTestKit<ControllerCommand, ControllerEvent, ControllerState> controller;

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @BeforeEach
    void begin() {
        controller = EventSourcedBehaviorTestKit.create(
                KIT.system(),
                Controller.create(new ControllerContext(1, BrokerSettings.DEFAULTS, told)),
                new SerializationSettings(true, true, true, true, true));
        controller.clear();
    }

    @Test
    void theFirstCommandFormsTheCluster() {
        CommandResultWithReply<ControllerCommand, ControllerEvent, ControllerState, StatusReply<String>> joined =
                register(1);

        assertThat(joined.events()).hasSize(2);
        assertThat(joined.events().get(0)).isInstanceOf(ClusterFormed.class);
        assertThat(joined.events().get(1)).isInstanceOf(NodeRegistered.class);
        assertThat(joined.reply().getValue())
                .isEqualTo(joined.state().clusterId())
                .hasSize(22);
        assertThat(register(1).events()).as("the same process again").isEmpty();
        assertThat(told.lines)
                .containsExactly("cluster-formed: cluster formed", "node-joined: node 1 joined at host-1:25520");
    }

    @Test
    void aRequestWithManyTopicsIsOneEventAndOneDelta() {
        register(1);
        TestProbe<MetadataUpdate> node = subscribe(1);
        MetadataImage image = follow(MetadataImage.EMPTY, node.receiveMessage(PATIENCE));

        CommandResultWithReply<ControllerCommand, ControllerEvent, ControllerState, TopicResults> created =
                create(topic("a", 2, 1), topic("b", 3, 1), topic("a b", 1, 1));

        assertThat(created.events()).hasSize(1);
        assertThat(created.reply().results().get(2).why().code()).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        image = follow(image, node.receiveMessage(PATIENCE));
        assertThat(image).isEqualTo(created.state().image(1));
        assertThat(image.version()).isEqualTo(created.reply().results().get(0).version());
        assertThat(image.topics().keySet()).containsExactlyInAnyOrder("a", "b");
        assertThat(told.lines).contains("topic-created: topic a created with 2 partitions");
    }

    @Test
    void everyChangeReachesASubscriberInOrder() {
        register(1);
        TestProbe<MetadataUpdate> node = subscribe(1);
        MetadataImage image = follow(MetadataImage.EMPTY, node.receiveMessage(PATIENCE));

        create(topic("t", 1, 1));
        ask(replyTo -> new CreatePartitions(List.of(new MorePartitions("t", 4, List.of())), false, replyTo));
        ask(replyTo -> new AlterConfigs(
                List.of(new ConfigChange("t", null, false, List.of(set("retention.ms", "5")))), false, replyTo));
        ask(replyTo -> new AlterConfigs(
                List.of(new ConfigChange(null, -1, false, List.of(set("log.segment.bytes", "2097152")))),
                false,
                replyTo));
        register(2);
        controller.<StatusReply<Done>>runCommand(
                replyTo -> new ReportNodeStatus(1, "first", NodeStatus.DOWN, 0, replyTo));
        controller.<StatusReply<ProducerIdBlock>>runCommand(replyTo -> new AllocateProducerIds(2, replyTo));
        ask(replyTo -> new AlterConfigs(List.of(new ConfigChange(null, -1, true, List.of())), false, replyTo));
        ask(replyTo -> new DeleteTopics(List.of(new TopicRef("t", null)), replyTo));

        List<Long> versions = new ArrayList<>();
        for (int change = 0; change < 8; change++) {
            MetadataUpdate update = node.receiveMessage(PATIENCE);
            versions.add(((MetadataUpdate.Delta) update).version());
            image = follow(image, update);
        }
        assertThat(versions).isSorted().doesNotHaveDuplicates();
        assertThat(image).isEqualTo(controller.getState().image(1));
        node.expectNoMessage(Duration.ofMillis(1));
    }

    @Test
    void whatWasDecidedIsThereAfterARestart() {
        register(1);
        create(topic("t", 3, 1));
        ask(replyTo -> new AlterConfigs(
                List.of(new ConfigChange("t", null, false, List.of(set("retention.ms", "5")))), false, replyTo));
        ControllerState before = controller.getState();

        assertThat(controller.restart().state()).isEqualTo(before);
    }

    @Test
    void snapshotAndReplayGiveTheSameState() {
        register(1);
        for (int number = 0; number < 23; number++) create(topic("t" + number, 2, 1));
        controller.<StatusReply<ProducerIdBlock>>runCommand(replyTo -> new AllocateProducerIds(1, replyTo));
        ControllerState before = controller.getState();

        assertThat(controller.restart().state()).isEqualTo(before);
    }

    @Test
    void aValidatedRequestChangesNothing() {
        register(1);

        CommandResultWithReply<ControllerCommand, ControllerEvent, ControllerState, TopicResults> validated =
                ask(replyTo -> new CreateTopics(List.of(topic("t", 2, 1)), true, replyTo));

        assertThat(validated.hasNoEvents()).isTrue();
        assertThat(validated.reply().results().get(0).why()).isNull();
        assertThat(validated.reply().results().get(0).partitions()).isEqualTo(2);
    }

    @Test
    void producerIdsAreGivenOnceOnly() {
        register(1);
        assertThat(producerIds()).isEqualTo(new ProducerIdBlock(0, 1000));
        assertThat(producerIds()).isEqualTo(new ProducerIdBlock(1000, 1000));
        controller.restart();
        assertThat(producerIds()).isEqualTo(new ProducerIdBlock(2000, 1000));
    }

    @Test
    void aNodeOfAnotherClusterIsRefused() {
        register(1);

        StatusReply<String> refused = controller
                .<StatusReply<String>>runCommand(
                        replyTo -> new RegisterNode(node(2), "8dhBBlOTTCeFiM6jS-gX-w", replyTo))
                .reply();

        assertThat(refused.isError()).isTrue();
        assertThat(refused.getError().getMessage()).contains("node 2 has data of cluster 8dhBBlOTTCeFiM6jS-gX-w");
    }

    @Test
    void fiveThousandPartitionsAreASmallEventAndASmallImage() throws Exception {
        register(1);
        NewTopic[] topics = new NewTopic[50];
        for (int number = 0; number < topics.length; number++) topics[number] = topic("topic-" + number, 100, 1);
        TestProbe<MetadataUpdate> node = subscribe(1);
        node.receiveMessage(PATIENCE);

        ControllerEvent event = create(topics).event();

        assertThat(event).isInstanceOf(TopicsCreated.class);
        Serialization serialization = SerializationExtension.get(KIT.system());
        assertThat(serialization.serialize(event).get()).hasSizeLessThan(64 * 1024);
        assertThat(serialization.serialize(node.receiveMessage(PATIENCE)).get()).hasSizeLessThan(64 * 1024);
        assertThat(serialization.serialize(controller.getState()).get()).hasSizeLessThan(64 * 1024);
    }

    @Test
    void aMessageToAnotherNodeArrivesAsItWas() throws Exception {
        register(1);
        create(topic("t", 3, 1));
        ask(replyTo -> new AlterConfigs(
                List.of(new ConfigChange(null, 1, false, List.of(set("min.insync.replicas", "2")))), false, replyTo));
        MetadataUpdate.Whole whole =
                new MetadataUpdate.Whole(controller.getState().image(1));

        Serialization serialization = SerializationExtension.get(KIT.system());
        byte[] bytes = serialization.serialize(whole).get();

        assertThat(serialization.deserialize(bytes, MetadataUpdate.Whole.class).get())
                .isEqualTo(whole);
    }

    @Test
    void aNodeThatWasRemovedIsToldNothingMore() {
        register(1);
        register(2);
        TestProbe<MetadataUpdate> removed = subscribe(2);
        TestProbe<MetadataUpdate> stays = subscribe(1);
        controller.<StatusReply<Done>>runCommand(
                replyTo -> new ReportNodeStatus(2, "first", NodeStatus.DOWN, 0, replyTo));
        removed.receiveSeveralMessages(2, PATIENCE);
        stays.receiveSeveralMessages(2, PATIENCE);

        controller.<StatusReply<Done>>runCommand(replyTo -> new UnregisterNode(2, replyTo));
        create(topic("t", 1, 1));

        assertThat(stays.receiveSeveralMessages(2, PATIENCE)).allMatch(MetadataUpdate.Delta.class::isInstance);
        removed.expectNoMessage(Duration.ZERO);
    }

    @Test
    void aSettingIsKeptWithItsEvent() {
        register(1);
        create(topic("t", 1, 1));

        ControllerEvent event = ask(replyTo -> new AlterConfigs(
                        List.of(new ConfigChange("t", null, false, List.of(set("retention.ms", "5")))), false, replyTo))
                .event();

        assertThat(event)
                .isEqualTo(new ConfigsChanged(Map.of("t", Map.of("retention.ms", "5")), Map.of(), List.of(), Map.of()));
    }

    private CommandResultWithReply<ControllerCommand, ControllerEvent, ControllerState, StatusReply<String>> register(
            int id) {
        return controller.runCommand(replyTo -> new RegisterNode(node(id), null, replyTo));
    }

    private CommandResultWithReply<ControllerCommand, ControllerEvent, ControllerState, TopicResults> create(
            NewTopic... topics) {
        return ask(replyTo -> new CreateTopics(List.of(topics), false, replyTo));
    }

    private CommandResultWithReply<ControllerCommand, ControllerEvent, ControllerState, TopicResults> ask(
            java.util.function.Function<ActorRef<TopicResults>, ControllerCommand> command) {
        return controller.runCommand(command::apply);
    }

    private ProducerIdBlock producerIds() {
        return controller
                .<StatusReply<ProducerIdBlock>>runCommand(replyTo -> new AllocateProducerIds(1, replyTo))
                .reply()
                .getValue();
    }

    private TestProbe<MetadataUpdate> subscribe(int nodeId) {
        TestProbe<MetadataUpdate> probe = KIT.createTestProbe();
        controller.runCommand(new Subscribe(nodeId, probe.ref()));
        return probe;
    }
}
