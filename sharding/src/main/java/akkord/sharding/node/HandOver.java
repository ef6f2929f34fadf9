package akkord.sharding.node;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.pattern.StatusReply;
import akkord.persistence.journal.ReplicatedJournal;
import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.controller.ControllerCommand.ReportNodeStatus;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.sharding.settings.NodeSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * What a node does first when it stops: others lead its partitions, then another leads the journal and runs the
 * controller, while this one still answers. So nobody waits for it.
 */
final class HandOver {

    private final ActorSystem<?> system;
    private final NodeImage self;
    private final ControllerAccess controller;
    private final MetadataCache cache;
    private final Duration atMost;
    private final Duration farewell;

    HandOver(
            ActorSystem<?> system,
            NodeImage self,
            ControllerAccess controller,
            MetadataCache cache,
            NodeSettings.Bounds bounds) {
        this.system = system;
        this.self = self;
        this.controller = controller;
        this.cache = cache;
        this.atMost = bounds.handOverTimeout();
        this.farewell = bounds.stopFarewell();
    }

    /** Fails with a timeout when nobody takes over in time: the node stops all the same. */
    CompletionStage<?> run() {
        if (successor(cache.image(), cache.image().nodes().keySet()).isEmpty())
            return CompletableFuture.completedFuture(Done.getInstance());
        return controller
                .<StatusReply<Done>>ask(
                        replyTo -> new ReportNodeStatus(self.id(), self.incarnation(), NodeStatus.LEAVING, 0, replyTo))
                .thenCompose(told -> cache.await(image -> !showsUp(image), atMost))
                .thenCompose(image -> handOverJournal(image).thenCombine(farewell(), (done, said) -> done))
                .toCompletableFuture()
                .orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Beside the journal's hand-over. */
    private CompletionStage<Void> farewell() {
        return CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(farewell.toMillis(), TimeUnit.MILLISECONDS));
    }

    private CompletionStage<Void> handOverJournal(MetadataImage image) {
        ReplicatedJournal journal = ReplicatedJournal.get(system);
        return successor(image, journal.voters())
                .map(journal::handOver)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** The image that says that this node is leaving also gives its partitions to others, where others can lead. */
    private boolean showsUp(MetadataImage image) {
        NodeImage shown = image.nodes().get(self.id());
        return shown == null || shown.status() == NodeStatus.UP;
    }

    private Optional<Integer> successor(MetadataImage image, Set<Integer> among) {
        return image.nodes().values().stream()
                .filter(node -> node.id() != self.id() && node.status() == NodeStatus.UP && among.contains(node.id()))
                .map(NodeImage::id)
                .min(Integer::compare);
    }
}
