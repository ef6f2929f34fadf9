package akkord.sharding.event;

import static org.assertj.core.api.Assertions.assertThat;

import akka.NotUsed;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import akka.stream.javadsl.Source;
import akkord.protocol.event.ClusterEvent;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ClusterLogTest {

    private static final ActorTestKit KIT = ActorTestKit.create();

    private final ClusterLog log = new ClusterLog(1, 3, Clock.systemUTC());

    @AfterAll
    static void stop() {
        KIT.shutdownTestKit();
    }

    @Test
    void whoBeginsToWatchGetsTheLatestAndThenWhatComes() throws Exception {
        tell(1, 2);
        SinkQueueWithCancel<ClusterEvent> watcher = log.watch(1).runWith(Sink.queue(), KIT.system());

        assertThat(next(watcher)).isEqualTo("event 2");
        tell(3);
        assertThat(next(watcher)).isEqualTo("event 3");
        watcher.cancel();
    }

    @Test
    void onlySoManyAreRemembered() throws Exception {
        tell(1, 2, 3, 4, 5);

        List<ClusterEvent> events = log.watch(10)
                .take(3)
                .runWith(Sink.seq(), KIT.system())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);

        assertThat(events).extracting(ClusterEvent::message).containsExactly("event 3", "event 4", "event 5");
    }

    @Test
    void aSlowWatcherMissesTheOldestAndTheTellerNeverWaits() throws Exception {
        EventRing ring = new EventRing(3);
        for (int number = 0; number < 10; number++) ring.add(event(number));

        EventRing.Numbered found = ring.at(2).toCompletableFuture().get(20, TimeUnit.SECONDS);

        assertThat(found.number()).isEqualTo(7);
        assertThat(found.event().message()).isEqualTo("event 7");
    }

    @Test
    void nothingRememberedIsAskedForByZero() throws Exception {
        tell(1);
        Source<ClusterEvent, NotUsed> watch = log.watch(0);
        // Whatever is told from here on is seen, also before the stream has begun to run.
        tell(2);
        SinkQueueWithCancel<ClusterEvent> watcher = watch.runWith(Sink.queue(), KIT.system());

        assertThat(next(watcher)).isEqualTo("event 2");
        watcher.cancel();
    }

    @Test
    void whatOnlyThisNodeSeesIsSharedAndWhatOthersShareIsWatchedHere() throws Exception {
        List<ClusterEvent> shared = new ArrayList<>();
        log.shareWith(shared::add);
        SinkQueueWithCancel<ClusterEvent> watcher = log.watch(0).runWith(Sink.queue(), KIT.system());

        tell(1);
        log.seenByAll().tell("test", "event 2", Map.of());
        log.remember(event(3));

        assertThat(List.of(next(watcher), next(watcher), next(watcher)))
                .containsExactly("event 1", "event 2", "event 3");
        assertThat(shared).extracting(ClusterEvent::message).containsExactly("event 1");
        watcher.cancel();
    }

    private static String next(SinkQueueWithCancel<ClusterEvent> watcher) throws Exception {
        return watcher.pull()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .orElseThrow()
                .message();
    }

    private void tell(int... numbers) {
        for (int number : numbers) log.tell("test", "event " + number, Map.of("number", "" + number));
    }

    private static ClusterEvent event(int number) {
        return new ClusterEvent(0, 1, "test", "event " + number, Map.of());
    }
}
