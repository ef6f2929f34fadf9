package akkord.sharding.node;

import akka.Done;
import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import akkord.actors.partition.PartitionContext;
import akkord.actors.partition.PartitionRegistry;
import akkord.actors.partition.PartitionSettings;
import akkord.actors.partition.Replication;
import akkord.actors.partition.SegmentLogs;
import akkord.actors.partition.core.Durability;
import akkord.persistence.log.LogBounds;
import akkord.persistence.log.LogEnvironment;
import akkord.persistence.log.PageCache;
import akkord.protocol.codec.RecordTimes;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.LiveSettings;
import akkord.protocol.domain.TopicId;
import akkord.protocol.door.grpc.DoorContext;
import akkord.protocol.door.grpc.GrpcDoor;
import akkord.protocol.door.grpc.OpenDoor;
import akkord.protocol.door.kafka.KafkaDoor;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.sharding.data.DataFolder;
import akkord.sharding.data.LastLife;
import akkord.sharding.data.RememberedNodes;
import akkord.sharding.event.ClusterLog;
import akkord.sharding.metadata.ImageCache;
import akkord.sharding.node.NodeStop.Step;
import akkord.sharding.reconcile.StrayFolders;
import akkord.sharding.settings.LibraryDefaults;
import akkord.sharding.settings.NodeSettings;
import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
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

    private static final int OPENING_REPORT_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(NodeStart.class);
    /** A thread for each task: the common pool has a single one on two cores (always, since Java 25). */
    private static final Executor BESIDE = task -> {
        Thread thread = new Thread(task, "akkord-start");
        thread.setDaemon(true);
        thread.start();
    };

    private final NodeSettings settings;
    private final BrokerSettings broker;
    private final LiveSettings live;
    private final Config effective;
    private final Clock clock;
    private @Nullable DataFolder folder;
    private @Nullable ActorSystem<?> system;
    private @Nullable Life life;
    /** Until the stop of the actor system closes it. */
    private @Nullable CompletableFuture<LogEnvironment> unowned;

    NodeStart(NodeSettings settings, BrokerSettings broker, Config effective, Clock clock) {
        this.settings = settings;
        this.broker = broker;
        this.live = new LiveSettings(settings.nodeId(), broker);
        this.effective = effective;
        this.clock = clock;
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
        RememberedNodes remembered = RememberedNodes.read(data.path());
        StartPlan plan = StartPlan.of(settings, effective, data.clusterId(), remembered);
        Life ofThisProcess = new Life(data.path(), settings.flushBeforeAck());
        life = ofThisProcess;
        Addresses addresses = Addresses.check(settings);
        CompletableFuture<LogEnvironment> logs = CompletableFuture.supplyAsync(() -> openLogs(data), BESIDE);
        unowned = logs;
        ActorSystem<?> actors = actorSystem(addresses);
        system = actors;
        ImageCache cache = new ImageCache(settings.bounds().metadataWaitingMax());
        ClusterLog events = new ClusterLog(settings.nodeId(), settings.bounds().eventsRememberedMax(), clock);
        MembershipPlane membership = new MembershipPlane(actors, settings, effective, plan, remembered, cache, events);
        CompletionStage<Boolean> joined = membership.join(data, clock);
        LOG.debug("the actor system has started");

        ReplicaPlane replicas = new ReplicaPlane(actors, settings.nodeId(), effective, broker, cache);
        PartitionPlane partitions = partitions(
                actors, await("opening the log", logs), events, cache, replicas.replication(), ofThisProcess);
        NodeImage process = self(addresses);
        ControlPlane control = ControlPlane.start(actors, settings, broker, events, cache, image -> {
            // before it shows this process, decisions in it were made about a former one
            if (ControlPlane.isShown(image, process)) partitions.imageChanged(image);
            membership.imageChanged(image);
        });
        replicas.connect(control.link());
        NodeStop.at(actors, Step.STOP_CONTROLLER, "controller", control::stop);
        GroupPlane groups = new GroupPlane(actors, settings.nodeId(), broker, effective, events, cache);
        CompletionStage<?> journal = membership.startJournal(joined, control);
        DoorContext inside = new DoorContext(
                settings.nodeId(),
                partitions.local(),
                cache,
                control.link(),
                groups.access(),
                groups.shares(),
                events,
                live,
                Version.TEXT);
        CompletableFuture<GrpcDoor> grpc = CompletableFuture.supplyAsync(
                () -> GrpcDoor.prepare(actors, inside, settings.host(), addresses.grpcPort()), BESIDE);
        groups.deadLetters(grpc.thenApply(GrpcDoor::deadLetters));
        CompletableFuture<KafkaDoor.Prepared> kafka = CompletableFuture.supplyAsync(
                () -> KafkaPort.prepare(
                        effective,
                        new KafkaPort.Inside(
                                settings.nodeId(),
                                partitions.local(),
                                cache,
                                control.link(),
                                groups.access(),
                                groups.shares(),
                                broker,
                                settings.dataFolder(),
                                () -> JournalPlane.quorum(actors))),
                BESIDE);
        awaitJoined(joined);
        LOG.debug("the node is a member of the cluster");

        await("starting the journal", journal);
        LOG.debug("the journal is open");
        NodeImage self = process.withRecordsId(ofThisProcess.begin());
        MetadataImage image = await("registering with the controller", control.register(self, data.clusterId()));
        data.joined(image.clusterId());
        membership.takePart(self, control, partitions);
        ofThisProcess.whenRecordsIdChanges(membership::recordsIdChanged);
        LOG.debug("the node is registered with the controller");
        warnOfStrayFolders(image);
        // not when the doors are open: logs may take long, and others may need this node to know where groups are
        groups.startSoon();
        int opened = awaitOpen(partitions.open(image));
        ofThisProcess.logsAreWhole();
        LOG.debug("{} partitions are open", opened);
        openDoors(actors, addresses, await("making the gRPC port", grpc), await("making the Kafka port", kafka));
        return new Node(settings, addresses, data, actors);
    }

    /** Bounded by the joining itself. */
    private void awaitJoined(CompletionStage<Boolean> joined) {
        try {
            joined.toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartFailedException("joining the cluster was interrupted", e);
        } catch (ExecutionException e) {
            throw new StartFailedException("could not join a cluster: " + reason(e), e);
        }
    }

    private void openDoors(ActorSystem<?> actors, Addresses addresses, GrpcDoor grpc, KafkaDoor.Prepared kafka) {
        CompletionStage<OpenDoor> opening = grpc.open();
        CompletionStage<KafkaDoor> beside = KafkaPort.open(actors, kafka, settings.host(), addresses.kafkaPort());
        OpenDoor door = await("opening the gRPC port", opening);
        NodeStop.at(actors, Step.CLOSE_DOORS, "gRPC port", door::unbind);
        NodeStop.at(actors, Step.DRAIN_DOORS, "gRPC calls", door::drain);
        await("opening the Kafka port", beside);
    }

    private LogEnvironment openLogs(DataFolder data) {
        LastLife last = LastLife.read(data.path());
        PageCache pageCache = last != null && last.logsWholeOnThisBoot() ? PageCache.KEPT : PageCache.MAY_BE_LOST;
        try {
            return LogEnvironment.open(
                    data.path(), LogBounds.from(effective), RecordTimes::firstAtOrAfter, clock, pageCache);
        } catch (IOException e) {
            throw new StartFailedException("cannot open the log in " + data.path() + ": " + reason(e), e);
        }
    }

    private PartitionPlane partitions(
            ActorSystem<?> actors,
            LogEnvironment logs,
            ClusterEvents events,
            ImageCache cache,
            Replication replication,
            Life ofThisProcess) {
        PartitionContext context = new PartitionContext(
                settings.nodeId(),
                new SegmentLogs(logs),
                live,
                PartitionSettings.from(effective, settings.flushBeforeAck() ? Durability.DISK : Durability.PAGE_CACHE),
                new PartitionRegistry(),
                events,
                clock,
                replication,
                ofThisProcess);
        PartitionPlane partitions = PartitionPlane.start(actors, settings, context, cache);
        NodeStop.at(actors, Step.CLOSE_PARTITIONS, "partitions", () -> partitions
                .close()
                .handle((closed, late) -> {
                    if (late != null) LOG.warn("not every partition has closed in time: {}", reason(late));
                    return closeLogs(logs, late == null);
                }));
        unowned = null;
        return partitions;
    }

    /** Also closes what did not close by itself, and leaves the mark of a clean stop. */
    private Done closeLogs(LogEnvironment logs, boolean allClosed) {
        try {
            logs.close();
            if (allClosed && life != null) life.endedWell();
            return Done.getInstance();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void warnOfStrayFolders(MetadataImage image) {
        Path logFolder = settings.dataFolder().resolve(LogEnvironment.FOLDER);
        try {
            for (String name : StrayFolders.in(logFolder, settings.nodeId(), image))
                LOG.warn(
                        "{} is kept, but the cluster knows no such partition of this node: remove it if its records are"
                                + " not needed",
                        logFolder.resolve(name));
        } catch (IOException e) {
            LOG.warn("cannot list {}: {}", logFolder, reason(e));
        }
    }

    /** However long it takes: after a crash every partition looks at what it wrote last. */
    private static int awaitOpen(CompletionStage<Integer> open) {
        CompletableFuture<Integer> future = open.toCompletableFuture();
        while (true) {
            try {
                return future.get(OPENING_REPORT_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                LOG.info("still opening partitions");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartFailedException("opening the partitions was interrupted", e);
            } catch (ExecutionException e) {
                throw new StartFailedException("opening the partitions failed: " + reason(e), e);
            }
        }
    }

    private ActorSystem<?> actorSystem(Addresses addresses) {
        try {
            BootstrapSetup setup = BootstrapSetup.create()
                    .withConfig(AkkaConfig.of(settings, addresses, effective))
                    .withClassloader(LibraryDefaults.loader());
            return ActorSystem.create(Behaviors.empty(), SYSTEM_NAME, ActorSystemSetup.create(setup));
        } catch (RuntimeException e) {
            throw new StartFailedException("the actor system did not start: " + e.getMessage(), e);
        }
    }

    private NodeImage self(Addresses addresses) {
        return new NodeImage(
                settings.nodeId(),
                TopicId.random().toString(),
                settings.advertisedHost(),
                addresses.kafkaPort(),
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

    private void closeUnowned(CompletableFuture<LogEnvironment> logs) {
        try {
            logs.thenAccept(opened -> closeLogs(opened, true)).join();
        } catch (CompletionException failed) {
            LOG.warn("the log did not open and close: {}", reason(failed));
        }
    }

    private void undo() {
        if (system != null) NodeStop.run(system);
        if (unowned != null) closeUnowned(unowned);
        if (folder != null) folder.close();
    }
}
