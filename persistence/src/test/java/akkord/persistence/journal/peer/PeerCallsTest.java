package akkord.persistence.journal.peer;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes in one JVM, of which one asks the other. */
class PeerCallsTest {

    private static final byte ECHO = 7;
    private static final Duration ANSWER_WITHIN = Duration.ofMillis(200);
    private static final int ADVERTISEMENTS = 20;
    private static final int ASKED_AT_MOST = 50;

    private static final Config CONFIG = ConfigFactory.parseString("""
                    akka.actor.provider = remote
                    akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    akka.remote.artery.advanced.compression.actor-refs.advertisement-interval = 50 ms
                    akka.remote.warn-about-direct-use = off
                    akka.remote.use-unsafe-remote-features-outside-cluster = on
                    """).withFallback(ConfigFactory.load());

    private final ActorTestKit asking = ActorTestKit.create("journal", CONFIG);
    private final ActorTestKit asked = ActorTestKit.create("journal", CONFIG);

    @AfterEach
    void stop() {
        asking.shutdownTestKit();
        asked.shutdownTestKit();
    }

    @Test
    void aNodeThatWasAskedLongBeforeItServedIsHeardOnceItDoes() {
        PeerCalls caller = calls(asking, asked);
        // longer than Artery needs to number what it receives messages for: how long the other is not there is the
        // fault
        for (int i = 0; i < ADVERTISEMENTS; i++) assertThat(isAnswered(caller)).isFalse();
        calls(asked, asking).serve(ECHO, CompletableFuture::completedFuture);
        int asks = 1;
        while (!isAnswered(caller)) assertThat(asks++).isLessThan(ASKED_AT_MOST);
    }

    private static boolean isAnswered(PeerCalls caller) {
        try {
            byte[] answer =
                    caller.call(2, ECHO, new byte[] {1, 2, 3}, ANSWER_WITHIN).join();
            assertThat(answer).containsExactly(1, 2, 3);
            return true;
        } catch (CompletionException unanswered) {
            assertThat(unanswered.getCause()).hasMessageContaining("did not answer within 200 ms");
            return false;
        }
    }

    private static PeerCalls calls(ActorTestKit here, ActorTestKit there) {
        Address address = classic(there).provider().getDefaultAddress();
        return new PeerCalls(
                classic(here), nodeId -> Optional.of(address), PeerTuning.of(CONFIG.getConfig("akkord.journal.peers")));
    }

    private static ExtendedActorSystem classic(ActorTestKit kit) {
        return (ExtendedActorSystem) kit.system().classicSystem();
    }
}
