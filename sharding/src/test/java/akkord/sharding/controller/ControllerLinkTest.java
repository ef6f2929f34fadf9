package akkord.sharding.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.pattern.StatusReply;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.UnregisterNode;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who asks while the controller changes. */
class ControllerLinkTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final ActorTestKit kit = ActorTestKit.create(
            ConfigFactory.parseString("akka.actor.provider = local").withFallback(ConfigFactory.load()));
    private final TestProbe<ControllerCommand> first = kit.createTestProbe();
    private final TestProbe<ControllerCommand> second = kit.createTestProbe();
    private final ControllerLink link = new ControllerLink(kit.system(), Duration.ofHours(1), 10, 10);

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private CompletableFuture<StatusReply<Done>> askAnd(Runnable whileAsking) {
        return link.<StatusReply<Done>>ask(replyTo -> {
                    whileAsking.run();
                    return new UnregisterNode(9, replyTo);
                })
                .toCompletableFuture();
    }

    private static void assertLost(CompletableFuture<?> answer) {
        assertThatThrownBy(() -> answer.get(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .hasMessageContaining("was lost while it was asked");
    }

    @Test
    void whoAsksAtTheVeryMomentTheControllerIsLostDoesNotWaitForIt() {
        link.found(first.getRef());
        assertLost(askAnd(() -> link.lost(first.getRef())));
    }

    @Test
    void norWhenAnotherIsFoundAtThatMoment() {
        link.found(first.getRef());
        assertLost(askAnd(() -> link.found(second.getRef())));
    }

    @Test
    void norWhenTheSameIsFoundAgain() {
        link.found(first.getRef());
        assertLost(askAnd(() -> {
            link.lost(first.getRef());
            link.found(first.getRef());
        }));
    }

    @Test
    void noMoreThanTheBoundAreUnderWayAtATime() {
        link.found(first.getRef());
        for (int i = 0; i < 10; i++)
            assertThat(askAnd(() -> {})).as("the bound is 10").isNotDone();
        assertThatThrownBy(() -> askAnd(() -> {}).get(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .hasMessageContaining("too many requests");
        ((UnregisterNode) first.receiveMessage(DEADLINE)).replyTo().tell(StatusReply.ack());
        first.awaitAssert(DEADLINE, () -> assertThat(askAnd(() -> {})).isNotDone());
    }

    @Test
    void whoAskedTheNextOneIsAnswered() throws Exception {
        link.found(first.getRef());
        CompletableFuture<StatusReply<Done>> lost = askAnd(() -> {});
        link.found(second.getRef());
        CompletableFuture<StatusReply<Done>> answered = askAnd(() -> {});
        assertLost(lost);
        second.expectMessageClass(UnregisterNode.class, DEADLINE).replyTo().tell(StatusReply.ack());
        assertThat(answered.get(DEADLINE.toSeconds(), TimeUnit.SECONDS).isSuccess())
                .isTrue();
    }
}
