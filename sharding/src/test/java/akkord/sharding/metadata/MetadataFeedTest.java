package akkord.sharding.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akkord.actors.controller.MetadataApplier;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.Subscribe;
import akkord.protocol.controller.MetadataUpdate;
import akkord.protocol.metadata.MetadataImage;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the feed does about updates that are missing, late or repeated. */
class MetadataFeedTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    /** Whoever listens trips over this version. */
    private static final long MISTAKEN = 13;

    private final ActorTestKit kit = ActorTestKit.create(
            ConfigFactory.parseString("akka.actor.provider = local").withFallback(ConfigFactory.load()));
    private final TestProbe<ControllerCommand> controller = kit.createTestProbe(ControllerCommand.class);
    private final TestProbe<MetadataImage> images = kit.createTestProbe(MetadataImage.class);
    private final ActorRef<MetadataFeed.Command> feed = kit.spawn(MetadataFeed.create(
            1,
            new ImageCache(10),
            MetadataApplier::apply,
            image -> {
                images.getRef().tell(image);
                if (image.version() == MISTAKEN) throw new IllegalStateException("a mistake, made on purpose");
            },
            Duration.ofMillis(100)));

    @AfterEach
    void stop() {
        kit.shutdownTestKit();
    }

    @Test
    void aLateRepetitionDoesNotEndTheAskingForWhatIsMissing() {
        feed.tell(new MetadataFeed.ControllerFound(controller.getRef()));
        ActorRef<MetadataUpdate> updates = subscription();
        updates.tell(new MetadataUpdate.Whole(whole(5)));
        assertThat(images.receiveMessage(DEADLINE).version()).isEqualTo(5);

        updates.tell(delta(7));
        updates.tell(delta(5));
        subscription();
        subscription();
        subscription();
        updates.tell(new MetadataUpdate.Whole(whole(7)));
        assertThat(images.receiveMessage(DEADLINE).version()).isEqualTo(7);
    }

    @Test
    void theWholeImageEndsTheAskingEvenWhenItIsTheOneAlreadyThere() {
        feed.tell(new MetadataFeed.ControllerFound(controller.getRef()));
        MetadataImage same = whole(5);
        subscription().tell(new MetadataUpdate.Whole(same));
        images.receiveMessage(DEADLINE);
        feed.tell(new MetadataFeed.ControllerFound(controller.getRef()));
        subscription().tell(new MetadataUpdate.Whole(same));
        controller.expectNoMessage(Duration.ofMillis(400));
    }

    @Test
    void theWholeImageOfAControllerThatWasDeposedIsNotBelievedAndDoesNotEndTheAsking() {
        feed.tell(new MetadataFeed.ControllerFound(controller.getRef()));
        ActorRef<MetadataUpdate> updates = subscription();
        updates.tell(new MetadataUpdate.Whole(whole(5)));
        images.receiveMessage(DEADLINE);
        feed.tell(new MetadataFeed.ControllerFound(controller.getRef()));
        subscription();
        updates.tell(new MetadataUpdate.Whole(whole(4)));
        subscription();
        subscription();
        updates.tell(new MetadataUpdate.Whole(whole(6)));
        assertThat(images.receiveMessage(DEADLINE).version()).isEqualTo(6);
    }

    @Test
    void whoeverListensAndFailsDoesNotEndTheFeed() {
        feed.tell(new MetadataFeed.ControllerFound(controller.getRef()));
        ActorRef<MetadataUpdate> updates = subscription();
        updates.tell(new MetadataUpdate.Whole(whole(MISTAKEN)));
        updates.tell(delta(MISTAKEN + 1));
        assertThat(images.receiveMessage(DEADLINE).version()).isEqualTo(MISTAKEN);
        assertThat(images.receiveMessage(DEADLINE).version()).isEqualTo(MISTAKEN + 1);
    }

    private ActorRef<MetadataUpdate> subscription() {
        return controller.expectMessageClass(Subscribe.class, DEADLINE).subscriber();
    }

    private static MetadataUpdate delta(long version) {
        return new MetadataUpdate.Delta(version, 1, List.of(), List.of(), List.of(), List.of(), Map.of());
    }

    private static MetadataImage whole(long version) {
        return new MetadataImage(version, "cluster", 1, Map.of(), Map.of(), Map.of(), Map.of());
    }
}
