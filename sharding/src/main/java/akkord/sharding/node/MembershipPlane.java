package akkord.sharding.node;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akkord.actors.partition.Partition;
import akkord.persistence.journal.ReplicatedJournal;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.sharding.data.DataFolder;
import akkord.sharding.data.RememberedNodes;
import akkord.sharding.event.ClusterLog;
import akkord.sharding.event.EventExchange;
import akkord.sharding.failover.FailoverSettings;
import akkord.sharding.failover.Pulse;
import akkord.sharding.failover.Witness;
import akkord.sharding.membership.ClusterJoin;
import akkord.sharding.membership.Formation;
import akkord.sharding.membership.JournalVoters;
import akkord.sharding.membership.MembershipWatch;
import akkord.sharding.metadata.ImageCache;
import akkord.sharding.node.NodeStop.Step;
import akkord.sharding.node.StartPlan.JournalStart;
import akkord.sharding.settings.NodeSettings;
import com.typesafe.config.Config;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** This node among the others: how it joins them, votes with them, watches them and leaves them. */
final class MembershipPlane {

    private final ActorSystem<?> system;
    private final NodeSettings settings;
    private final Config effective;
    private final StartPlan plan;
    private final ImageCache cache;
    private final ClusterLog events;
    private final NodesFile nodesFile;
    private volatile @Nullable ActorRef<Witness.Command> witness;

    MembershipPlane(
            ActorSystem<?> system,
            NodeSettings settings,
            Config effective,
            StartPlan plan,
            RememberedNodes remembered,
            ImageCache cache,
            ClusterLog events) {
        this.system = system;
        this.settings = settings;
        this.effective = effective;
        this.plan = plan;
        this.cache = cache;
        this.events = events;
        this.nodesFile = new NodesFile(settings.dataFolder(), remembered, plan.journal() != null);
    }

    /** Completes when this node is a member, with whether it has formed the cluster; fails with a sentence. */
    CompletionStage<Boolean> join(DataFolder data, Clock clock) {
        system.systemActorOf(MembershipWatch.create(events.seenByAll()), "membership-watch", Props.empty());
        EventExchange.start(system, events);
        system.systemActorOf(Pulse.create(settings.nodeId()), Pulse.NAME, Partition.dispatcher());
        ClusterJoin.Start start =
                new ClusterJoin.Start(settings.nodeId(), data.clusterId(), plan.others(), plan.formation());
        return ClusterJoin.join(system, start, settings.joining(), clock, data::clusterId, this::registered);
    }

    /**
     * Completes when the journal serves. It starts beside the joining where nobody else can vote, and after it
     * otherwise, since it meets the others at the addresses of the cluster's members.
     */
    CompletionStage<?> startJournal(CompletionStage<Boolean> joined, ControlPlane control) {
        boolean atOnce = plan.formation() instanceof Formation.AtOnce;
        return atOnce
                ? startJournal(plan.journal(), control)
                : joined.thenCompose(
                        formed -> startJournal(formed ? plan.journal() : addedTo(plan.journal()), control));
    }

    /** Who has joined others has no journal to begin: theirs runs. */
    private static @Nullable JournalStart addedTo(@Nullable JournalStart journal) {
        return journal == null ? null : new JournalStart(journal.folder(), Set.of());
    }

    private CompletionStage<?> startJournal(@Nullable JournalStart journal, ControlPlane control) {
        CompletionStage<?> started =
                JournalPlane.start(system, settings, effective, journal, control::journalLeadership);
        if (plan.journal() != null)
            system.systemActorOf(
                    JournalVoters.create(
                            JournalPlane.votes(system),
                            this::registered,
                            events,
                            settings.joining().voterCheckInterval()),
                    "journal-voters",
                    Props.empty());
        return started;
    }

    private Set<Integer> registered() {
        return cache.image().nodes().keySet();
    }

    void imageChanged(MetadataImage image) {
        nodesFile.imageChanged(image);
        ActorRef<Witness.Command> told = witness;
        if (told != null) told.tell(Witness.News.IMAGE_CHANGED);
    }

    /** From now on this node tells of others that are gone, and hands over before it stops. @param self as registered */
    void takePart(NodeImage self, ControlPlane control, PartitionPlane partitions) {
        ReplicatedJournal journal = ReplicatedJournal.get(system);
        Witness.Surroundings around = new Witness.Surroundings(
                self, control.link(), cache, events, control::suspected, journal::nodeIsGone, partitions::cutOff);
        ActorRef<Witness.Command> started = system.systemActorOf(
                Witness.create(around, FailoverSettings.from(effective.getConfig("akkord.failover"))),
                "witness",
                Props.empty());
        witness = started;
        control.link().listen(controller -> started.tell(Witness.News.CONTROLLER_FOUND));
        HandOver handOver = new HandOver(system, self, control.link(), cache, settings.bounds());
        NodeStop.at(system, Step.HAND_OVER, "hand-over", () -> {
            started.tell(Witness.News.STOPPING);
            // a node that was removed has nothing left that it could hand over, and nobody to hand it to
            return wasRemoved() ? CompletableFuture.completedFuture(Done.getInstance()) : handOver.run();
        });
    }

    /** What was lost is known: from now on this node is registered as one that has what it has. */
    void recordsIdChanged(String recordsId) {
        ActorRef<Witness.Command> told = witness;
        if (told != null) told.tell(new Witness.RecordsIdChanged(recordsId));
    }

    private boolean wasRemoved() {
        return CoordinatedShutdown.get(system)
                .getShutdownReason()
                .filter(reason -> reason.equals(CoordinatedShutdown.clusterDowningReason()))
                .isPresent();
    }
}
