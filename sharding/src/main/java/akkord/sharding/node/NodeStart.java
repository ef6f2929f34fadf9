package akkord.sharding.node;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.sharding.data.DataFolder;
import akkord.sharding.event.ClusterLog;
import akkord.sharding.membership.ClusterJoin;
import akkord.sharding.membership.MembershipWatch;
import akkord.sharding.metadata.ImageCache;
import akkord.sharding.settings.NodeSettings;
import com.typesafe.config.Config;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One start of one node. First what can refuse it (folder, ports), then everything at once: the actor
 * system, the cluster, the journal and the log. What must wait for something else is in the order below.
 */
final class NodeStart {

    private static final String SYSTEM_NAME = "akkord";

    private static final Logger LOG = LoggerFactory.getLogger(NodeStart.class);

    private final NodeSettings settings;
    private final BrokerSettings broker;
    private final Config effective;
    private @Nullable DataFolder folder;
    private @Nullable ActorSystem<?> system;

    NodeStart(NodeSettings settings, BrokerSettings broker, Config effective) {
        this.settings = settings;
        this.broker = broker;
        this.effective = effective;
    }

    Node run() {
        try {
            return start();
        } catch (RuntimeException e) {
            undo();
            throw e;
        }
    }

    private Node start() {
        DataFolder data = DataFolder.open(settings.dataFolder(), settings.nodeId());
        folder = data;
        Addresses addresses = Addresses.check(settings);
        ActorSystem<?> actors = actorSystem(addresses);
        system = actors;
        LOG.debug("actor system is up");

        ClusterLog events =
                new ClusterLog(settings.nodeId(), settings.bounds().eventsRememberedMax(), Clock.systemUTC());
        actors.systemActorOf(MembershipWatch.create(events), "membership-watch", Props.empty());
        CompletionStage<Void> joined = ClusterJoin.join(actors, settings.join());
        ImageCache cache = new ImageCache(settings.bounds().metadataWaitingMax());
        ControlPlane control = ControlPlane.start(actors, settings, broker, events, cache, image -> {});
        control.journalLeadership(true);
        await("joining the cluster", joined);
        LOG.debug("the cluster is joined");

        MetadataImage image =
                await("registering with the controller", control.register(self(addresses), data.clusterId()));
        data.joined(image.clusterId());
        LOG.debug("registered with the controller");
        return new Node(settings, addresses, data, actors);
    }

    private ActorSystem<?> actorSystem(Addresses addresses) {
        try {
            return ActorSystem.create(Behaviors.empty(), SYSTEM_NAME, AkkaConfig.of(settings, addresses, effective));
        } catch (RuntimeException e) {
            throw new StartFailedException("the actor system did not start: " + e.getMessage(), e);
        }
    }

    private NodeImage self(Addresses addresses) {
        return new NodeImage(
                settings.nodeId(),
                TopicId.random().toString(),
                settings.advertisedHost(),
                settings.kafkaPort(),
                addresses.grpcPort(),
                addresses.clusterPort(),
                settings.rack(),
                Version.TEXT,
                NodeStatus.UP);
    }

    private <T> T await(String what, CompletionStage<T> stage) {
        Duration atMost = settings.bounds().startStepTimeout();
        CompletableFuture<T> future = stage.toCompletableFuture();
        try {
            return future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new StartFailedException(
                    what + " took longer than " + atMost.toSeconds() + " s (akkord.start.step-timeout)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailedException(what + " was interrupted", e);
        } catch (ExecutionException e) {
            throw new StartFailedException(what + " failed: " + reason(e), e);
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) cause = cause.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private void undo() {
        if (system != null) NodeStop.run(system);
        if (folder != null) folder.close();
    }
}
