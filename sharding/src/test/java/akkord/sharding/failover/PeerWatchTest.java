package akkord.sharding.failover;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akkord.sharding.failover.PeerEvidence.Verdict;
import com.typesafe.config.ConfigFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A watch on a socket that is there, that goes, and that says nothing. */
class PeerWatchTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofHours(1);

    private final ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString(
                    "akka.actor.provider = cluster\nakka.remote.artery.canonical { hostname = 127.0.0.1, port = 0 }")
            .withFallback(ConfigFactory.load()));
    private final TestProbe<Verdict> verdicts = kit.createTestProbe();

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    private void watch(int port, Duration grace) {
        watch(port, grace, verdicts.getRef()::tell);
    }

    private void watch(int port, Duration grace, Consumer<Verdict> listener) {
        FailoverSettings settings = new FailoverSettings(
                grace, Duration.ofMillis(50), Duration.ofSeconds(5), Duration.ofMillis(50), LONG, LONG);
        Address peer = new Address("akka", "akkord", "127.0.0.1", port);
        kit.spawn(PeerWatch.create(peer, settings, listener));
    }

    @Test
    void aPeerWhoseConnectionIsClosedAndRefusedIsGone() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            watch(listening.getLocalPort(), LONG);
            Socket accepted = listening.accept();
            listening.close();
            accepted.close();
            assertThat(verdicts.receiveMessage(DEADLINE)).isEqualTo(Verdict.GONE);
        }
    }

    @Test
    void aPeerThatClosesAndListensOnIsNotGone() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            watch(listening.getLocalPort(), LONG);
            for (int round = 0; round < 3; round++) listening.accept().close();
            try (Socket last = listening.accept()) {
                assertThat(last.isConnected()).isTrue();
                verdicts.expectNoMessage(Duration.ofMillis(1));
            }
        }
    }

    @Test
    void aFailureDoesNotEndTheWatch() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            watch(listening.getLocalPort(), Duration.ofMillis(300), verdict -> {
                verdicts.getRef().tell(verdict);
                if (verdict == Verdict.SILENT) throw new IllegalStateException("impossible");
            });
            Socket accepted = listening.accept();
            assertThat(verdicts.receiveMessage(DEADLINE)).isEqualTo(Verdict.SILENT);
            listening.close();
            accepted.close();
            assertThat(verdicts.receiveMessage(DEADLINE)).isEqualTo(Verdict.GONE);
        }
    }

    @Test
    void aPeerThatNeverAnswersIsSilent() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            watch(listening.getLocalPort(), Duration.ofMillis(300));
            assertThat(verdicts.receiveMessage(DEADLINE)).isEqualTo(Verdict.SILENT);
        }
    }
}
