package akkord.sharding.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Behaviors;
import akka.pattern.StatusReply;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.UnregisterNode;
import akkord.sharding.controller.ControllerHost.Announcement;
import akkord.sharding.controller.ControllerHost.JournalLeadership;
import akkord.sharding.controller.ControllerHost.Suspected;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is taken for the controller, as leaders of the journal come and go. */
class ControllerHostTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString(
                    "akka.actor.provider = cluster\nakka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }")
            .withFallback(ConfigFactory.load()));
    private final TestProbe<ControllerCommand> first = kit.createTestProbe();
    private final TestProbe<ControllerCommand> second = kit.createTestProbe();
    private final TestProbe<ControllerCommand> own = kit.createTestProbe();
    private final TestProbe<ActorRef<ControllerCommand>> found = kit.createTestProbe();
    private final TestProbe<Long> versions = kit.createTestProbe();
    private final ControllerLink link = new ControllerLink(kit.system(), DEADLINE, 10, 10);
    private ActorRef<ControllerHost.Command> host;

    @BeforeEach
    void start() {
        link.listen(controller -> found.getRef().tell(controller));
        link.listenToVersions(version -> versions.getRef().tell(version));
        host = kit.spawn(ControllerHost.create(
                1,
                link,
                () -> 7,
                () -> Behaviors.receiveMessage(command -> {
                    own.getRef().tell(command);
                    return Behaviors.same();
                }),
                new ControllerHost.Waits(Duration.ofMillis(100), Duration.ofHours(1))));
    }

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private void announced(long term, int node, @Nullable ActorRef<ControllerCommand> controller) {
        host.tell(new Announcement(term, node, controller, 0));
    }

    private CompletableFuture<StatusReply<Done>> ask() {
        return link.<StatusReply<Done>>ask(replyTo -> new UnregisterNode(9, replyTo))
                .toCompletableFuture();
    }

    @Test
    void theLatestTermCountsHoweverLateAnEarlierOneComes() {
        announced(5, 2, first.getRef());
        assertThat(found.receiveMessage(DEADLINE)).isEqualTo(first.getRef());
        announced(6, 3, second.getRef());
        assertThat(found.receiveMessage(DEADLINE)).isEqualTo(second.getRef());
        announced(5, 2, first.getRef());
        announced(5, 2, null);
        // it comes after the late ones: when it has been heard, so have they
        host.tell(new Announcement(6, 3, second.getRef(), 42));
        versions.fishForMessage(
                DEADLINE, version -> version == 42 ? FishingOutcomes.complete() : FishingOutcomes.continueAndIgnore());
        found.expectNoMessage(Duration.ofMillis(1));
        ask();
        second.receiveMessage(DEADLINE);
    }

    @Test
    void itsOwnControllerGivesWayOnlyToALaterOne() {
        host.tell(new JournalLeadership(true, 6));
        ActorRef<ControllerCommand> here = found.receiveMessage(DEADLINE);
        announced(5, 2, first.getRef());
        ask();
        own.receiveMessage(DEADLINE);
        announced(7, 3, second.getRef());
        assertThat(found.receiveMessage(DEADLINE)).isEqualTo(second.getRef()).isNotEqualTo(here);
        host.tell(new JournalLeadership(false, 6));
        ask();
        second.receiveMessage(DEADLINE);
    }

    @Test
    void whoWaitsForAControllerThatIsLostIsToldSoAndLaterRequestsWaitForTheNext() {
        announced(5, 2, first.getRef());
        found.receiveMessage(DEADLINE);
        CompletableFuture<StatusReply<Done>> unanswered = ask();
        first.receiveMessage(DEADLINE);
        host.tell(new Suspected(3));
        host.tell(new Suspected(2));
        assertThatThrownBy(() -> unanswered.get(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .hasMessageContaining("was lost while it was asked");
        ask();
        announced(6, 3, second.getRef());
        second.receiveMessage(DEADLINE);
    }

    @Test
    void aSuspectedControllerThatIsThereIsFoundAgainByItsNextWord() {
        announced(5, 2, first.getRef());
        found.receiveMessage(DEADLINE);
        host.tell(new Suspected(2));
        announced(5, 2, first.getRef());
        assertThat(found.receiveMessage(DEADLINE)).isEqualTo(first.getRef());
    }
}
