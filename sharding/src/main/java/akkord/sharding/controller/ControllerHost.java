package akkord.sharding.controller;

import akka.Done;
import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent.MemberUp;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import akkord.protocol.controller.ControllerCommand;
import akkord.protocol.controller.ControllerMessage;
import akkord.sharding.allocation.NodeRole;
import akkord.sharding.ask.WellKnown;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs the controller on this node while this node leads the journal, and keeps the {@link ControllerLink}
 * pointing at whoever is the controller: the one here, or the one another node has announced. Every node is told
 * directly: the receptionist would tell the others only with its gossip.
 */
public final class ControllerHost {

    /** What the actor understands. */
    public sealed interface Command {}

    /** This node leads the journal, or does so no more. @param term grows with every leader */
    public record JournalLeadership(boolean leads, long term) implements Command {}

    /** The node stops: so does the controller here, and {@code stopped} completes once it has ended. */
    public record Stop(CompletableFuture<Done> stopped) implements Command {}

    /**
     * From the controller's node to the others: the controller is there.
     *
     * @param term of the journal's leadership: the latest counts, however late an earlier one's message comes
     * @param controller null: no more, and no other is known yet
     * @param imageVersion of the cluster's image at least, so that who misses the last update notices
     */
    record Announcement(long term, int nodeId, @Nullable ActorRef<ControllerCommand> controller, long imageVersion)
            implements Command, ControllerMessage {}

    /** That node does not answer: if it is the controller's, requests had better wait for the next. */
    public record Suspected(int nodeId) implements Command {}

    private record MemberIsUp(Member member) implements Command {}

    private enum Tick implements Command {
        RESTART,
        ANNOUNCE
    }

    /** Under {@code /system}, on every node. */
    public static final String NAME = "controller-host";

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final int nodeId;
    private final ControllerLink link;
    private final LongSupplier imageVersion;
    private final Supplier<Behavior<ControllerCommand>> controller;
    private final Waits waits;
    private final Cluster cluster;
    private boolean leads;
    private long ownTerm;
    private int started;
    private @Nullable ActorRef<ControllerCommand> hosted;
    /** Told to stop, and not ended yet. */
    private @Nullable ActorRef<Void> ending;

    private Announcement elsewhere = new Announcement(0, -1, null, 0);

    /**
     * @param restartBackoff how long to wait after the controller failed while this node leads on
     * @param announceInterval how often the others are told again
     */
    public record Waits(Duration restartBackoff, Duration announceInterval) {}

    private ControllerHost(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            int nodeId,
            ControllerLink link,
            LongSupplier imageVersion,
            Supplier<Behavior<ControllerCommand>> controller,
            Waits waits) {
        this.context = context;
        this.timers = timers;
        this.nodeId = nodeId;
        this.link = link;
        this.imageVersion = imageVersion;
        this.controller = controller;
        this.waits = waits;
        this.cluster = Cluster.get(context.getSystem());
    }

    /** @param imageVersion of the image on this node */
    public static Behavior<Command> create(
            int nodeId,
            ControllerLink link,
            LongSupplier imageVersion,
            Supplier<Behavior<ControllerCommand>> controller,
            Waits waits) {
        return Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new ControllerHost(context, timers, nodeId, link, imageVersion, controller, waits).begin()));
    }

    private Behavior<Command> begin() {
        cluster.subscriptions()
                .tell(Subscribe.create(
                        context.messageAdapter(MemberUp.class, up -> new MemberIsUp(up.member())), MemberUp.class));
        timers.startTimerWithFixedDelay(Tick.ANNOUNCE, waits.announceInterval());
        return Behaviors.receive(Command.class)
                .onMessage(JournalLeadership.class, this::onLeadership)
                .onMessage(Announcement.class, this::onAnnounced)
                .onMessage(MemberIsUp.class, this::onMemberUp)
                .onMessage(Suspected.class, this::onSuspected)
                .onMessage(Stop.class, stop -> onStop(stop.stopped()))
                .onMessageEquals(Tick.RESTART, this::onRestart)
                .onMessageEquals(Tick.ANNOUNCE, this::onAnnounce)
                .onSignal(Terminated.class, this::onTerminated)
                .build();
    }

    private Behavior<Command> onLeadership(JournalLeadership leadership) {
        leads = leadership.leads();
        ownTerm = leadership.term();
        if (leads) startController();
        else stopController();
        return Behaviors.same();
    }

    private Behavior<Command> onStop(CompletableFuture<Done> stopped) {
        leads = false;
        stopController();
        // An actor ends after its children: the node must not close the journal under a controller that still runs.
        return Behaviors.stopped(() -> stopped.complete(Done.getInstance()));
    }

    private Behavior<Command> onRestart() {
        if (leads) startController();
        return Behaviors.same();
    }

    private Behavior<Command> onAnnounced(Announcement news) {
        if (news.term() < elsewhere.term()) return Behaviors.same();
        ActorRef<ControllerCommand> former = elsewhere.controller();
        elsewhere = news;
        ActorRef<ControllerCommand> now = news.controller();
        // two for a moment: the earlier one can decide nothing any more
        boolean ownIsLater = hosted != null && ownTerm > news.term();
        if (ownIsLater) return Behaviors.same();
        if (now != null) link.found(now);
        else if (former != null) link.lost(former);
        link.imageIsAtLeast(news.imageVersion());
        return Behaviors.same();
    }

    /** If it is there after all, its next announcement brings it back. */
    private Behavior<Command> onSuspected(Suspected suspected) {
        ActorRef<ControllerCommand> there = elsewhere.controller();
        if (there != null && elsewhere.nodeId() == suspected.nodeId()) link.lost(there);
        return Behaviors.same();
    }

    private Behavior<Command> onAnnounce() {
        if (hosted != null) announceToAll();
        return Behaviors.same();
    }

    private Behavior<Command> onMemberUp(MemberIsUp up) {
        if (hosted != null) announceTo(up.member());
        return Behaviors.same();
    }

    private void announceToAll() {
        for (Member member : cluster.state().getMembers()) announceTo(member);
    }

    private void announceTo(Member member) {
        Address self = cluster.selfMember().address();
        if (member.address().equals(self) || NodeRole.nodeId(member).isEmpty()) return;
        Announcement announcement = new Announcement(ownTerm, nodeId, hosted, imageVersion.getAsLong());
        WellKnown.tell(context.getSystem(), member.address(), NAME, announcement);
    }

    private Behavior<Command> onTerminated(Terminated terminated) {
        if (terminated.getRef().equals(ending)) {
            ending = null;
            if (leads) startController();
        } else if (hosted != null && terminated.getRef().equals(hosted.<Void>unsafeUpcast())) {
            context.getLog()
                    .warn("the controller on this node has stopped; it starts again in {}", waits.restartBackoff());
            forget(hosted);
            timers.startSingleTimer(Tick.RESTART, waits.restartBackoff());
        }
        return Behaviors.same();
    }

    /** Not before its predecessor here has ended: both would write as the same persistence id. */
    private void startController() {
        if (hosted != null || ending != null) return;
        Behavior<ControllerCommand> behavior;
        try {
            behavior = controller.get();
        } catch (RuntimeException failed) {
            context.getLog()
                    .error("the controller cannot be made; it is tried again in {}", waits.restartBackoff(), failed);
            timers.startSingleTimer(Tick.RESTART, waits.restartBackoff());
            return;
        }
        started++;
        ActorRef<ControllerCommand> ref = context.spawn(behavior, "controller-" + started);
        context.watch(ref);
        hosted = ref;
        link.found(ref);
        announceToAll();
    }

    private void stopController() {
        ActorRef<ControllerCommand> ref = hosted;
        if (ref == null) return;
        ending = ref.unsafeUpcast();
        context.stop(ref);
        forget(ref);
        announceToAll();
    }

    private void forget(ActorRef<ControllerCommand> ref) {
        hosted = null;
        link.lost(ref);
        ActorRef<ControllerCommand> later = elsewhere.term() > ownTerm ? elsewhere.controller() : null;
        if (later != null) link.found(later);
    }
}
