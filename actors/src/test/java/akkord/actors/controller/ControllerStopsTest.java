package akkord.actors.controller;

import static akkord.actors.controller.Fixtures.node;
import static akkord.actors.controller.Fixtures.topic;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.CreateTopics;
import akkord.protocol.controller.ControllerCommand.RegisterNode;
import akkord.protocol.controller.ControllerCommand.Subscribe;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.controller.MetadataUpdate;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A controller that the journal does not accept (another one leads) must not tell anyone anything. */
class ControllerStopsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final ActorTestKit KIT = ActorTestKit.create(
            "controller-stops",
            PersistenceTestKitPlugin.config()
                    .withFallback(PersistenceTestKitSnapshotPlugin.config())
                    .withFallback(ConfigFactory.load()));

    private final PersistenceTestKit journal = PersistenceTestKit.create(KIT.system());
    private final Fixtures.RecordedEvents told = new Fixtures.RecordedEvents();
    private final TestProbe<MetadataUpdate> node = KIT.createTestProbe();
    private final TestProbe<TopicResults> answer = KIT.createTestProbe();

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRefusedWriteStopsItBeforeAnyoneIsTold(boolean rejected) {
        journal.clearAll();
        ActorRef<ControllerCommand> controller = begin();
        int lines = told.lines.size();
        if (rejected) journal.rejectNextPersisted(Controller.PERSISTENCE_ID.id());
        else journal.failNextPersisted(Controller.PERSISTENCE_ID.id());

        controller.tell(new CreateTopics(List.of(topic("t", 1, 1)), false, answer.ref()));

        answer.expectTerminated(controller, PATIENCE);
        answer.expectNoMessage(Duration.ZERO);
        node.expectNoMessage(Duration.ZERO);
        assertThat(told.lines).hasSize(lines);
    }

    @Test
    void whatWaitsDuringRecoveryIsAnsweredAfterwards() {
        journal.clearAll();
        KIT.stop(begin());

        ActorRef<ControllerCommand> again =
                KIT.spawn(Controller.create(new ControllerContext(1, BrokerSettings.DEFAULTS, told)));
        again.tell(new CreateTopics(List.of(topic("a", 1, 1)), false, answer.ref()));
        again.tell(new CreateTopics(List.of(topic("a", 1, 1)), false, answer.ref()));

        assertThat(answer.receiveMessage(PATIENCE).results().get(0).why()).isNull();
        assertThat(answer.receiveMessage(PATIENCE).results().get(0).why().message())
                .isEqualTo("topic a already exists");
    }

    /** One with a node registered and subscribed. */
    private ActorRef<ControllerCommand> begin() {
        ActorRef<ControllerCommand> controller =
                KIT.spawn(Controller.create(new ControllerContext(1, BrokerSettings.DEFAULTS, told)));
        TestProbe<StatusReply<String>> joined = KIT.createTestProbe();
        controller.tell(new RegisterNode(node(1), null, joined.ref()));
        assertThat(joined.receiveMessage(PATIENCE).isSuccess()).isTrue();
        controller.tell(new Subscribe(1, node.ref()));
        node.receiveMessage(PATIENCE);
        return controller;
    }
}
