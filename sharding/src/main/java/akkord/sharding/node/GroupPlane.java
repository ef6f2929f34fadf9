package akkord.sharding.node;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akkord.actors.group.GroupContext;
import akkord.actors.group.GroupCoordinator;
import akkord.actors.group.GroupDirectory;
import akkord.actors.group.GroupSettings;
import akkord.actors.group.core.GroupLimits;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.GroupConfigs;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.group.GroupAccess;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.share.DeadLetters;
import akkord.protocol.share.ShareAccess;
import akkord.protocol.share.ShareCommand;
import akkord.protocol.share.ShareOffsets;
import akkord.sharding.group.FirstUse;
import akkord.sharding.group.GroupLink;
import akkord.sharding.group.GroupSharding;
import akkord.sharding.group.GroupWatch;
import akkord.sharding.node.NodeStop.Step;
import akkord.sharding.share.DeadLetterSweep;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The coordinators of consumer groups that run on this node, and the way to all of them. Nothing of it is started with
 * the node: the first question does it, or a moment that is late enough not to be felt.
 */
final class GroupPlane {

    private static final String SWEEP_MILLIS = "offsets.retention.check.interval.ms";

    private static final Logger LOG = LoggerFactory.getLogger(GroupPlane.class);

    private final ActorSystem<?> system;
    private final int nodeId;
    private final BrokerSettings broker;
    private final Config config;
    private final ClusterEvents events;
    private final MetadataCache metadata;
    private final FirstUse regions = new FirstUse(this::startRegions);
    private final GroupLink link;
    private final LongSupplier clock = steadyClock();
    private final SharePlane shares;

    GroupPlane(
            ActorSystem<?> system,
            int nodeId,
            BrokerSettings broker,
            Config effective,
            ClusterEvents events,
            MetadataCache metadata) {
        this.system = system;
        this.nodeId = nodeId;
        this.broker = broker;
        this.config = effective.getConfig("akkord.group");
        this.events = events;
        this.metadata = metadata;
        this.link = new GroupLink(system, config.getDuration("answer-timeout"), regions);
        this.shares = new SharePlane(
                system,
                effective,
                regions,
                clock,
                groupConfigs(),
                access -> new DeadLetterSweep(nodeId, metadata, new ShareOffsets(() -> link, () -> access)));
        NodeStop.at(system, Step.CLOSE_DOORS, "requests of groups", () -> {
            link.stop();
            shares.stop();
            return CompletableFuture.completedFuture(Done.getInstance());
        });
    }

    GroupAccess access() {
        return link;
    }

    /** Share-partitions are placed as groups are, and started with them. */
    ShareAccess shares() {
        return shares.access();
    }

    /** Who writes dead letters of share groups. */
    void deadLetters(CompletionStage<DeadLetters> who) {
        shares.deadLetters(who);
    }

    /** Other nodes need this one's regions, too: who is the oldest of the cluster says where coordinators run. */
    void startSoon() {
        system.scheduler()
                .scheduleOnce(
                        config.getDuration("start-after"),
                        () -> regions.begin().exceptionally(failure -> {
                            LOG.warn("groups cannot be coordinated here: {}", failure.toString());
                            return null;
                        }),
                        system.executionContext());
    }

    private void startRegions() {
        if (CoordinatedShutdown.get(system).getShutdownReason().isPresent())
            throw new IllegalStateException("the node stops");
        GroupSettings settings = GroupSettings.from(config);
        GroupContext context = new GroupContext(
                nodeId,
                GroupLimits.of(
                        broker,
                        settings.newMemberJoin().toMillis(),
                        settings.newMembersExpectedMax(),
                        settings.pace(),
                        settings.closing()),
                settings,
                events,
                clock,
                link::tellDirectory,
                share -> shares.access().tell(share, new ShareCommand.Forget(system.ignoreRef())),
                metadata::image,
                groupConfigs());
        GroupSharding.start(
                system,
                (group, passivate) -> GroupCoordinator.create(context, group, passivate),
                id -> GroupDirectory.create(id, settings, group -> link.sweep(group, clock.getAsLong())));
        shares.startRegion();
        system.systemActorOf(
                GroupWatch.create(link, this::nodeLost, Duration.ofMillis(broker.number(SWEEP_MILLIS)), clock),
                "group-watch",
                Props.empty());
    }

    private GroupConfigs groupConfigs() {
        return GroupConfigs.over(broker, group -> metadata.image().groupConfig(group));
    }

    private void nodeLost() {
        link.nodeLost();
        shares.nodeLost();
    }

    /** Sessions must not end because somebody sets the machine's clock. */
    private static LongSupplier steadyClock() {
        long beganMillis = System.currentTimeMillis();
        long beganNanos = System.nanoTime();
        return () -> beganMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
    }
}
