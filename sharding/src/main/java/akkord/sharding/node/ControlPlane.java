package akkord.sharding.node;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.pattern.StatusReply;
import akkord.actors.controller.Controller;
import akkord.actors.controller.ControllerContext;
import akkord.actors.controller.MetadataApplier;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerCommand.RegisterNode;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.sharding.controller.ControllerHost;
import akkord.sharding.controller.ControllerLink;
import akkord.sharding.metadata.ImageCache;
import akkord.sharding.metadata.MetadataFeed;
import akkord.sharding.node.JournalPlane.JournalLeader;
import akkord.sharding.settings.NodeSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What this node has of the cluster's brain: the controller while it leads the journal, a link to it, and the image. */
final class ControlPlane {

    private final NodeSettings settings;
    private final ControllerLink link;
    private final ImageCache cache;
    private final ActorRef<ControllerHost.Command> host;

    private ControlPlane(
            NodeSettings settings, ControllerLink link, ImageCache cache, ActorRef<ControllerHost.Command> host) {
        this.settings = settings;
        this.link = link;
        this.cache = cache;
        this.host = host;
    }

    /** @param imageListener told every new image after the cache shows it */
    static ControlPlane start(
            ActorSystem<?> system,
            NodeSettings settings,
            BrokerSettings broker,
            ClusterEvents events,
            ImageCache cache,
            Consumer<MetadataImage> imageListener) {
        NodeSettings.Bounds bounds = settings.bounds();
        ControllerLink link = new ControllerLink(
                system, bounds.controllerAskTimeout(), bounds.controllerWaitingMax(), bounds.controllerAskedMax());
        ControllerContext context = new ControllerContext(settings.nodeId(), broker, events);
        ActorRef<ControllerHost.Command> host = system.systemActorOf(
                ControllerHost.create(
                        settings.nodeId(),
                        link,
                        () -> cache.image().version(),
                        () -> Controller.create(context),
                        new ControllerHost.Waits(
                                bounds.controllerRestartBackoff(), bounds.controllerAnnounceInterval())),
                ControllerHost.NAME,
                Props.empty());
        ActorRef<MetadataFeed.Command> feed = system.systemActorOf(
                MetadataFeed.create(
                        settings.nodeId(), cache, MetadataApplier::apply, imageListener, bounds.subscribeRetry()),
                "metadata-feed",
                Props.empty());
        link.listen(controller -> feed.tell(new MetadataFeed.ControllerFound(controller)));
        link.listenToVersions(version -> feed.tell(new MetadataFeed.VersionTold(version)));
        return new ControlPlane(settings, link, cache, host);
    }

    /** Stops the controller if it runs here. */
    CompletionStage<Done> stop() {
        CompletableFuture<Done> stopped = new CompletableFuture<>();
        host.tell(new ControllerHost.Stop(stopped));
        return stopped;
    }

    ControllerLink link() {
        return link;
    }

    /** That node does not answer this one. */
    void suspected(int nodeId) {
        host.tell(new ControllerHost.Suspected(nodeId));
    }

    /** Called by the journal whenever this node begins or ceases to lead it. */
    void journalLeadership(JournalLeader leader) {
        host.tell(new ControllerHost.JournalLeadership(leader.here(), leader.term()));
    }

    /**
     * Makes the node known to the controller; completes with the image that shows it. Asks again when the
     * controller has moved meanwhile.
     * @return fails with {@link akka.pattern.StatusReply.ErrorMessage} when the cluster does not want it.
     */
    CompletionStage<MetadataImage> register(NodeImage node, @Nullable String expectedClusterId) {
        Duration atMost = settings.bounds().startStepTimeout();
        return register(
                node,
                replyTo -> new RegisterNode(node, expectedClusterId, replyTo),
                System.nanoTime() + atMost.toNanos());
    }

    private CompletionStage<MetadataImage> register(
            NodeImage node, Function<ActorRef<StatusReply<String>>, ControllerCommand> command, long deadlineNanos) {
        return link.ask(command)
                .handle((reply, failure) -> {
                    Duration left = Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime()));
                    if (failure != null)
                        return left.toNanos() > 1
                                ? register(node, command, deadlineNanos)
                                : CompletableFuture.<MetadataImage>failedFuture(failure);
                    if (reply.isError()) return CompletableFuture.<MetadataImage>failedFuture(reply.getError());
                    return cache.await(image -> isShown(image, node), left);
                })
                .thenCompose(next -> next);
    }

    /** Whether {@code node} is registered there, and not another process of it. */
    static boolean isShown(MetadataImage image, NodeImage node) {
        NodeImage shown = image.nodes().get(node.id());
        return shown != null && shown.incarnation().equals(node.incarnation());
    }
}
