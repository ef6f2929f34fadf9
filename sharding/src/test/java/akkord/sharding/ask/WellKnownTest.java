package akkord.sharding.ask;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.Address;
import akka.actor.ExtendedActorSystem;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes in one JVM, of which one tells the other something. */
class WellKnownTest {

    private static final String NAME = "listener";
    private static final int ADVERTISEMENTS = 20;
    private static final int TOLD_AT_MOST = 100;

    private static final Config CONFIG = ConfigFactory.parseString("""
                    akka.actor.provider = remote
                    akka.remote.artery.canonical { hostname = "127.0.0.1", port = 0 }
                    akka.remote.artery.advanced.compression.actor-refs.advertisement-interval = 50 ms
                    akka.remote.warn-about-direct-use = off
                    akka.remote.use-unsafe-remote-features-outside-cluster = on
                    """).withFallback(ConfigFactory.load());

    private final ActorTestKit telling = ActorTestKit.create("nodes", CONFIG);
    private final ActorTestKit told = ActorTestKit.create("nodes", CONFIG);
    private final CountDownLatch heard = new CountDownLatch(1);

    @AfterEach
    void stop() {
        telling.shutdownTestKit();
        told.shutdownTestKit();
    }

    @Test
    void anActorThatWasToldSomethingLongBeforeItWasThereIsReachedOnceItIs() throws Exception {
        // longer than Artery needs to number what it receives messages for: how long nobody is there is the fault
        for (int i = 0; i < ADVERTISEMENTS; i++) assertThat(isHeard()).isFalse();
        told.system()
                .systemActorOf(
                        Behaviors.<String>receiveMessage(message -> {
                            heard.countDown();
                            return Behaviors.same();
                        }),
                        NAME,
                        Props.empty());
        int times = 1;
        while (!isHeard()) assertThat(times++).isLessThan(TOLD_AT_MOST);
    }

    private boolean isHeard() throws InterruptedException {
        Address there =
                ((ExtendedActorSystem) told.system().classicSystem()).provider().getDefaultAddress();
        WellKnown.tell(telling.system(), there, NAME, "hello");
        return heard.await(100, TimeUnit.MILLISECONDS);
    }
}
