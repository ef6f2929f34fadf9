package akkord.sharding.metadata;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.MetadataUpdate;
import akkord.protocol.metadata.MetadataImage;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Feeds the {@link ImageCache}: subscribes to whoever is the controller, applies its updates in order, and
 * asks for the whole image again when one is missing.
 */
public final class MetadataFeed {

    /** What the actor understands. */
    public sealed interface Command {}

    /** Subscribe there from now on. */
    public record ControllerFound(ActorRef<ControllerCommand> controller) implements Command {}

    /** The image has this version, or a later one, by now. */
    public record VersionTold(long version) implements Command {}

    private record Updated(MetadataUpdate update) implements Command {}

    private enum Tick implements Command {
        SUBSCRIBE
    }

    /** Applies an update to an image; empty when one in between is missing. */
    public interface Applier extends BiFunction<MetadataImage, MetadataUpdate, Optional<MetadataImage>> {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final int nodeId;
    private final ImageCache cache;
    private final Applier applier;
    private final Consumer<MetadataImage> listener;
    private final Duration subscribeRetry;
    private final ActorRef<MetadataUpdate> updates;
    private @Nullable ActorRef<ControllerCommand> controller;
    private long toldVersion;

    private MetadataFeed(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            int nodeId,
            ImageCache cache,
            Applier applier,
            Consumer<MetadataImage> listener,
            Duration subscribeRetry) {
        this.context = context;
        this.timers = timers;
        this.nodeId = nodeId;
        this.cache = cache;
        this.applier = applier;
        this.listener = listener;
        this.subscribeRetry = subscribeRetry;
        this.updates = context.messageAdapter(MetadataUpdate.class, Updated::new);
    }

    /**
     * @param listener told every new image after the cache shows it
     * @param subscribeRetry how long to wait for the whole image before asking again
     */
    public static Behavior<Command> create(
            int nodeId, ImageCache cache, Applier applier, Consumer<MetadataImage> listener, Duration subscribeRetry) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            MetadataFeed feed = new MetadataFeed(context, timers, nodeId, cache, applier, listener, subscribeRetry);
            return Behaviors.receive(Command.class)
                    .onMessage(ControllerFound.class, found -> feed.onFound(found.controller()))
                    .onMessage(VersionTold.class, told -> feed.onVersion(told.version()))
                    .onMessage(Updated.class, updated -> feed.onUpdate(updated.update()))
                    .onMessageEquals(Tick.SUBSCRIBE, feed::subscribe)
                    .build();
        }));
    }

    private Behavior<Command> onFound(ActorRef<ControllerCommand> found) {
        controller = found;
        return subscribe();
    }

    /** An update may be on its way; one that is missing still when the next version is told was lost. */
    private Behavior<Command> onVersion(long version) {
        boolean missing = cache.image().version() < toldVersion;
        toldVersion = version;
        return missing ? subscribe() : Behaviors.same();
    }

    private Behavior<Command> subscribe() {
        if (controller != null) controller.tell(new ControllerCommand.Subscribe(nodeId, updates));
        timers.startSingleTimer(Tick.SUBSCRIBE, subscribeRetry);
        return Behaviors.same();
    }

    private Behavior<Command> onUpdate(MetadataUpdate update) {
        Optional<MetadataImage> next = applier.apply(cache.image(), update);
        if (next.isEmpty()) return subscribe();
        MetadataImage image = next.get();
        boolean news = image != cache.image();
        // a late or repeated one says nothing about what is missing: whoever asked for the whole asks on
        boolean answer =
                update instanceof MetadataUpdate.Whole whole && whole.image().version() >= image.version();
        if (news || answer) timers.cancel(Tick.SUBSCRIBE);
        if (!news) return Behaviors.same();
        cache.publish(image);
        tellListener(image);
        return Behaviors.same();
    }

    /** A mistake of whoever listens must not end the feed: a node that hears nothing any more goes on as if all were well. */
    private void tellListener(MetadataImage image) {
        try {
            listener.accept(image);
        } catch (RuntimeException mistake) {
            context.getLog()
                    .error("version {} of the metadata was not taken over everywhere", image.version(), mistake);
        }
    }
}
