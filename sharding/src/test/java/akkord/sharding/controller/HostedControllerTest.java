package akkord.sharding.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.Behaviors;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.MetadataUpdate;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostedControllerTest {

    private static final Duration BACKOFF = Duration.ofMillis(50);
    /** Long enough for what must not happen to happen. */
    private static final int QUIET_MILLIS = 300;

    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString(
                    "akka.actor.provider = cluster\nakka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }")
            .withFallback(ConfigFactory.load()));
    private final ControllerLink link = new ControllerLink(kit.system(), Duration.ofSeconds(20), 10, 10);
    private final BlockingQueue<ActorRef<ControllerCommand>> found = new LinkedBlockingQueue<>();
    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void stop() {
        mayEnd.countDown();
        kit.shutdownTestKit();
    }

    private ActorRef<ControllerHost.Command> host(Supplier<Behavior<ControllerCommand>> controller) {
        link.listen(found::add);
        ActorRef<ControllerHost.Command> host = kit.spawn(ControllerHost.create(
                1, link, () -> 0, controller, new ControllerHost.Waits(BACKOFF, Duration.ofSeconds(1))));
        host.tell(new ControllerHost.JournalLeadership(true, 1));
        return host;
    }

    private ActorRef<ControllerCommand> nextController() throws InterruptedException {
        ActorRef<ControllerCommand> next = found.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("a controller is found").isNotNull();
        return next;
    }

    /** Fails with the first message it gets. */
    private static Behavior<ControllerCommand> failing() {
        return Behaviors.receive((context, message) -> {
            throw new IllegalStateException("the test makes the controller fail");
        });
    }

    /** Ends only when the test lets it. */
    private Behavior<ControllerCommand> slowToEnd() {
        made.incrementAndGet();
        return Behaviors.receive(ControllerCommand.class)
                .onSignal(PostStop.class, signal -> {
                    ending.countDown();
                    assertThat(mayEnd.await(20, TimeUnit.SECONDS)).isTrue();
                    return Behaviors.same();
                })
                .build();
    }

    @Test
    void aControllerThatFailsStartsAgainAfterTheBackoff() throws InterruptedException {
        host(HostedControllerTest::failing);
        ActorRef<ControllerCommand> first = nextController();
        first.tell(new ControllerCommand.Subscribe(
                1, kit.createTestProbe(MetadataUpdate.class).getRef()));
        assertThat(nextController()).isNotEqualTo(first);
    }

    @Test
    void aControllerThatCannotBeMadeIsTriedAgainAfterTheBackoff() throws InterruptedException {
        host(() -> {
            if (made.incrementAndGet() < 4) throw new IllegalStateException("the test makes the supplier fail");
            return Behaviors.ignore();
        });
        nextController();
        assertThat(made).hasValue(4);
    }

    @Test
    void theHostStopsOnlyWhenItsControllerHasEnded() throws Exception {
        ActorRef<ControllerHost.Command> host = host(this::slowToEnd);
        nextController();
        CompletableFuture<Done> stopped = new CompletableFuture<>();
        host.tell(new ControllerHost.Stop(stopped));
        assertThat(ending.await(20, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> stopped.get(QUIET_MILLIS, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        mayEnd.countDown();
        stopped.get(20, TimeUnit.SECONDS);
    }

    @Test
    void aNewControllerWaitsUntilItsPredecessorHasEnded() throws Exception {
        ActorRef<ControllerHost.Command> host = host(this::slowToEnd);
        ActorRef<ControllerCommand> first = nextController();
        host.tell(new ControllerHost.JournalLeadership(false, 1));
        host.tell(new ControllerHost.JournalLeadership(true, 1));
        assertThat(ending.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(found.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)).isNull();
        mayEnd.countDown();
        assertThat(nextController()).isNotEqualTo(first);
        assertThat(made).hasValue(2);
    }
}
