package akkord.sharding.failover;

import akka.Done;
import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent.ClusterDomainEvent;
import akka.cluster.ClusterEvent.MemberDowned;
import akka.cluster.ClusterEvent.MemberExited;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.ClusterEvent.MemberUp;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import akka.pattern.StatusReply;
import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.controller.ControllerCommand.ReportNodeStatus;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.sharding.allocation.NodeRole;
import akkord.sharding.failover.PeerEvidence.Verdict;
import akkord.sharding.failover.Suspicions.Report;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells the controller which nodes are gone, as far as this one can see: at once, and every new controller again.
 * Says of this node itself that it is there when the cluster thinks otherwise.
 */
public final class Witness {

    /** What the actor understands. */
    public sealed interface Command {}

    /** There is a controller that has not heard of anything yet. */
    public enum News implements Command {
        CONTROLLER_FOUND,
        IMAGE_CHANGED,
        /** This node stops: it does not insist on being there any more. */
        STOPPING
    }

    private record FromAkka(ClusterDomainEvent event) implements Command {}

    private record FromPeer(int nodeId, Address address, Verdict verdict) implements Command {}

    private record Told(Report report, @Nullable Throwable failure) implements Command {}

    private enum Tick implements Command {
        REPORT_AGAIN,
        RETURN
    }

    /**
     * What the witness knows and whom it tells.
     *
     * @param incarnation of this node's process
     * @param suspected told each node that is suspected, at once
     */
    public record Surroundings(
            int nodeId,
            String incarnation,
            ControllerAccess controller,
            MetadataCache cache,
            ClusterEvents events,
            IntConsumer suspected) {}

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Surroundings around;
    private final FailoverSettings settings;
    private final Cluster cluster;
    private final Suspicions suspicions = new Suspicions();
    private final Map<Address, ActorRef<PeerWatch.Command>> watches = new HashMap<>();
    private boolean stopping;

    private Witness(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Surroundings around,
            FailoverSettings settings) {
        this.context = context;
        this.timers = timers;
        this.around = around;
        this.settings = settings;
        this.cluster = Cluster.get(context.getSystem());
    }

    public static Behavior<Command> create(Surroundings around, FailoverSettings settings) {
        return Behaviors.setup(
                context -> Behaviors.withTimers(timers -> new Witness(context, timers, around, settings).begin()));
    }

    private Behavior<Command> begin() {
        ActorRef<ClusterDomainEvent> akka = context.messageAdapter(ClusterDomainEvent.class, FromAkka::new);
        cluster.subscriptions().tell(Subscribe.create(akka, ClusterDomainEvent.class));
        return Behaviors.receive(Command.class)
                .onMessage(FromAkka.class, news -> onAkka(news.event()))
                .onMessage(FromPeer.class, this::onPeer)
                .onMessage(Told.class, this::onTold)
                .onMessageEquals(News.CONTROLLER_FOUND, this::reportAll)
                .onMessageEquals(Tick.REPORT_AGAIN, this::reportAll)
                .onMessageEquals(News.IMAGE_CHANGED, this::onImage)
                .onMessageEquals(Tick.RETURN, this::onReturn)
                .onMessageEquals(News.STOPPING, this::onStopping)
                .build();
    }

    /**
     * That Akka calls a node unreachable says nothing new: its own watch says so sooner, and a node that was frozen
     * itself believes it of all the others when it wakes.
     */
    private Behavior<Command> onAkka(ClusterDomainEvent event) {
        if (!takesPart()) return Behaviors.same();
        if (event instanceof MemberUp up) return onUp(up.member());
        if (event instanceof MemberExited exited) return akkaSays(exited.member(), NodeStatus.LEAVING);
        if (event instanceof MemberDowned downed) return akkaSays(downed.member(), NodeStatus.DOWN);
        if (event instanceof MemberRemoved removed) {
            ActorRef<PeerWatch.Command> watch = watches.remove(removed.member().address());
            if (watch != null) context.stop(watch);
            return akkaSays(removed.member(), NodeStatus.DOWN);
        }
        return Behaviors.same();
    }

    /** To a node that leaves, or is made to, Akka says in the end that all others are removed. */
    private boolean takesPart() {
        MemberStatus self = cluster.selfMember().status();
        return !stopping && (self.equals(MemberStatus.up()) || self.equals(MemberStatus.weaklyUp()));
    }

    private Behavior<Command> onUp(Member member) {
        int node = NodeRole.nodeId(member).orElse(around.nodeId());
        if (node == around.nodeId()) return Behaviors.same();
        suspicions.begunAnew(node);
        Address address = member.address();
        watches.computeIfAbsent(
                address,
                any -> context.spawnAnonymous(PeerWatch.create(
                        address, settings, verdict -> context.getSelf().tell(new FromPeer(node, address, verdict)))));
        return Behaviors.same();
    }

    private Behavior<Command> akkaSays(Member member, NodeStatus status) {
        int node = NodeRole.nodeId(member).orElse(around.nodeId());
        if (node != around.nodeId()) suspicions.akkaSays(node, status).ifPresent(this::report);
        return Behaviors.same();
    }

    private Behavior<Command> onPeer(FromPeer news) {
        // of a watch that has been stopped
        if (!watches.containsKey(news.address())) return Behaviors.same();
        tellStory(news);
        Optional<Report> report = suspicions.evidence(news.nodeId(), news.verdict());
        if (news.verdict() != Verdict.FINE) around.suspected().accept(news.nodeId());
        report.ifPresent(this::report);
        return Behaviors.same();
    }

    private void tellStory(FromPeer news) {
        if (!takesPart() || suspicions.isLeaving(news.nodeId())) return;
        String node = Integer.toString(news.nodeId());
        String what =
                switch (news.verdict()) {
                    case FINE -> "answers node " + around.nodeId() + " again";
                    case GONE -> "is gone: its connection to node " + around.nodeId() + " was closed and is refused";
                    case SILENT ->
                        "has not answered node " + around.nodeId() + " for "
                                + settings.grace().toMillis() + " ms";
                };
        String kind = news.verdict() == Verdict.FINE ? "node-answers" : "node-suspected";
        around.events().tell(kind, "node " + node + " " + what, Map.of("node", node));
    }

    private Behavior<Command> reportAll() {
        suspicions.standing().forEach(this::report);
        return Behaviors.same();
    }

    private void report(Report report) {
        NodeImage node = around.cache().image().nodes().get(report.nodeId());
        if (node == null || !takesPart() || isWorse(node.status(), report.status())) return;
        tell(report, node.incarnation());
    }

    /** Whether the controller knows as much already. */
    private static boolean isWorse(NodeStatus known, NodeStatus reported) {
        return known == reported
                || known == NodeStatus.DOWN
                || known == NodeStatus.LEAVING && reported != NodeStatus.DOWN;
    }

    private void tell(Report report, String incarnation) {
        context.pipeToSelf(
                around.controller()
                        .<StatusReply<Done>>ask(replyTo ->
                                new ReportNodeStatus(report.nodeId(), incarnation, report.status(), replyTo)),
                (reply, failure) -> new Told(report, failure));
    }

    private Behavior<Command> onTold(Told told) {
        if (told.failure() == null || stopping) return Behaviors.same();
        context.getLog()
                .debug(
                        "the controller did not hear {}: {}",
                        told.report(),
                        told.failure().toString());
        boolean ofItself = told.report().nodeId() == around.nodeId();
        timers.startSingleTimer(ofItself ? Tick.RETURN : Tick.REPORT_AGAIN, settings.reportRetry());
        return Behaviors.same();
    }

    private Behavior<Command> onImage() {
        if (isMissed() && !timers.isTimerActive(Tick.RETURN))
            timers.startSingleTimer(Tick.RETURN, settings.returnDelay());
        return Behaviors.same();
    }

    private Behavior<Command> onReturn() {
        if (isMissed()) tell(new Report(around.nodeId(), NodeStatus.UP), around.incarnation());
        return Behaviors.same();
    }

    /** Whether the cluster thinks that this process is not there. */
    private boolean isMissed() {
        NodeImage self = around.cache().image().nodes().get(around.nodeId());
        return !stopping
                && self != null
                && self.status() != NodeStatus.UP
                && self.incarnation().equals(around.incarnation());
    }

    private Behavior<Command> onStopping() {
        stopping = true;
        return Behaviors.same();
    }
}
