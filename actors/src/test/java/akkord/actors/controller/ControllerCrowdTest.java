package akkord.actors.controller;

import static akkord.actors.controller.Fixtures.node;
import static akkord.actors.controller.Fixtures.topic;
import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.persistence.testkit.JournalOperation;
import akka.persistence.testkit.PersistenceTestKitPlugin;
import akka.persistence.testkit.PersistenceTestKitSnapshotPlugin;
import akka.persistence.testkit.ProcessingPolicy;
import akka.persistence.testkit.ProcessingResult;
import akka.persistence.testkit.ProcessingSuccess;
import akka.persistence.testkit.WriteEvents;
import akka.persistence.testkit.javadsl.PersistenceTestKit;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.AllocateProducerIds;
import akkord.protocol.controller.ControllerCommand.CreateTopics;
import akkord.protocol.controller.ControllerCommand.DeleteTopics;
import akkord.protocol.controller.ControllerCommand.ProducerIdBlock;
import akkord.protocol.controller.ControllerCommand.RegisterNode;
import akkord.protocol.controller.ControllerCommand.Subscribe;
import akkord.protocol.controller.ControllerCommand.TopicRef;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.controller.MetadataUpdate;
import akkord.protocol.metadata.MetadataImage;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Thousands of commands come while the journal is slow. */
class ControllerCrowdTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MANY = 5000;

    private final ActorTestKit kit = ActorTestKit.create(
            "controller-crowd",
            PersistenceTestKitPlugin.config()
                    .withFallback(PersistenceTestKitSnapshotPlugin.config())
                    .withFallback(ConfigFactory.load()));
    private final SlowJournal journal = new SlowJournal();
    private ActorRef<ControllerCommand> controller;

    @BeforeEach
    void begin() {
        PersistenceTestKit.create(kit.system()).withPolicy(journal);
        controller = kit.spawn(
                Controller.create(new ControllerContext(1, BrokerSettings.DEFAULTS, new Fixtures.RecordedEvents())));
        TestProbe<StatusReply<String>> joined = kit.createTestProbe();
        controller.tell(new RegisterNode(node(1), null, joined.ref()));
        assertThat(joined.receiveMessage(PATIENCE).isSuccess()).isTrue();
    }

    @AfterEach
    void stop() {
        journal.gate.complete(null);
        kit.shutdownTestKit();
    }

    @Test
    void allThatWaitIsAnsweredAndSharesAFewWrites() {
        TestProbe<StatusReply<ProducerIdBlock>> blocks = kit.createTestProbe();
        journal.gate = new CompletableFuture<>();
        journal.writes.set(0);
        for (int i = 0; i < MANY; i++) controller.tell(new AllocateProducerIds(1, blocks.ref()));
        journal.gate.complete(null);

        Set<Long> firsts = new HashSet<>();
        for (int i = 0; i < MANY; i++)
            firsts.add(blocks.receiveMessage(PATIENCE).getValue().first());
        assertThat(firsts).hasSize(MANY);
        assertThat(journal.writes.get()).isLessThan(MANY / 10);
    }

    /** Nothing is written for these: one answer must not be given from within another. */
    @Test
    void manyThatChangeNothingAreAnsweredBehindOneThatDoes() {
        TestProbe<TopicResults> answers = kit.createTestProbe();
        journal.gate = new CompletableFuture<>();
        controller.tell(new CreateTopics(List.of(topic("t", 1, 1)), false, answers.ref()));
        for (int i = 0; i < MANY; i++)
            controller.tell(new DeleteTopics(List.of(new TopicRef("no such topic", null)), answers.ref()));
        journal.gate.complete(null);

        for (int i = 0; i <= MANY; i++) answers.receiveMessage(PATIENCE);
    }

    @Test
    void whoSubscribesAmongThemMissesNothing() {
        TestProbe<TopicResults> answers = kit.createTestProbe();
        TestProbe<MetadataUpdate> updates = kit.createTestProbe();
        journal.gate = new CompletableFuture<>();
        for (int i = 0; i < 200; i++) {
            controller.tell(new CreateTopics(List.of(topic("t" + i, 1, 1)), false, answers.ref()));
            if (i == 77) controller.tell(new Subscribe(1, updates.ref()));
        }
        journal.gate.complete(null);

        for (int i = 0; i < 200; i++)
            assertThat(answers.receiveMessage(PATIENCE).results().get(0).why()).isNull();
        MetadataImage image = MetadataImage.EMPTY;
        while (image.topics().size() < 200) image = Fixtures.follow(image, updates.receiveMessage(PATIENCE));
    }

    private static final class SlowJournal implements ProcessingPolicy<JournalOperation> {

        private final AtomicInteger writes = new AtomicInteger();
        private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

        @Override
        public ProcessingResult tryProcess(String persistenceId, JournalOperation operation) {
            if (operation instanceof WriteEvents) {
                writes.incrementAndGet();
                gate.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            }
            return ProcessingSuccess.getInstance();
        }
    }
}
