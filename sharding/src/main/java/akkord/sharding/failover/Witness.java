package akkord.sharding.failover;

import akka.Done;
import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
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
import akkord.protocol.controller.ControllerCommand.RegisterNode;
import akkord.protocol.controller.ControllerCommand.ReportNodeStatus;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.sharding.allocation.NodeRole;
import akkord.sharding.failover.PeerEvidence.Verdict;
import akkord.sharding.failover.Suspicions.Report;
import akkord.sharding.settings.NodeSettings;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

    /** This node registers again, with {@link NodeImage#recordsId} as given. */
    public record RecordsIdChanged(String recordsId) implements Command {}

    private record FromAkka(ClusterDomainEvent event) implements Command {}

    private record FromPeer(int nodeId, Address address, Verdict verdict) implements Command {}

    private record Told(Report report, @Nullable Throwable failure) implements Command {}

    private record Registered(
            @Nullable StatusReply<String> reply, @Nullable Throwable failure) implements Command {}

    private enum Tick implements Command {
        REPORT_AGAIN,
        RETURN,
        LOOK_FOR_ABSENT
    }

    /**
     * What the witness knows and whom it tells.
     *
     * @param self this node's process, as it has registered
     * @param suspected told each node that is suspected, at once
     * @param gone told each node whose process has ended, at once
     * @param cutOff told when this node hears most of the others no more, and when it does again
     */
    public record Surroundings(
            NodeImage self,
            ControllerAccess controller,
            MetadataCache cache,
            ClusterEvents events,
            IntConsumer suspected,
            IntConsumer gone,
            Consumer<Boolean> cutOff) {

        int nodeId() {
            return self.id();
        }

        Surroundings withRecordsId(String recordsId) {
            return new Surroundings(self.withRecordsId(recordsId), controller, cache, events, suspected, gone, cutOff);
        }
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private Surroundings around;
    private final FailoverSettings settings;
    private final Cluster cluster;
    private final Suspicions suspicions = new Suspicions();
    private final Contact contact;
    private final Map<Address, ActorRef<PeerWatch.Command>> watches = new HashMap<>();
    /** Registered, and no members when last looked. */
    private Set<Integer> absent = Set.of();

    /** Read also where requests to the controller are made. */
    private final Map<Integer, Long> silentSinceNanos = new ConcurrentHashMap<>();

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
        this.contact = new Contact(votes(cluster.selfMember()));
    }

    public static Behavior<Command> create(Surroundings around, FailoverSettings settings) {
        return Behaviors.supervise(Behaviors.<Command>setup(context ->
                        Behaviors.withTimers(timers -> new Witness(context, timers, around, settings).begin())))
                .onFailure(SupervisorStrategy.resume());
    }

    private Behavior<Command> begin() {
        ActorRef<ClusterDomainEvent> akka = context.messageAdapter(ClusterDomainEvent.class, FromAkka::new);
        cluster.subscriptions().tell(Subscribe.create(akka, ClusterDomainEvent.class));
        timers.startTimerWithFixedDelay(Tick.LOOK_FOR_ABSENT, settings.grace());
        return Behaviors.receive(Command.class)
                .onMessage(FromAkka.class, news -> onAkka(news.event()))
                .onMessage(FromPeer.class, this::onPeer)
                .onMessage(Told.class, this::onTold)
                .onMessage(Registered.class, this::onRegistered)
                .onMessage(RecordsIdChanged.class, this::onRecordsIdChanged)
                .onMessageEquals(News.CONTROLLER_FOUND, this::reportAll)
                .onMessageEquals(Tick.REPORT_AGAIN, this::reportAll)
                .onMessageEquals(News.IMAGE_CHANGED, this::onImage)
                .onMessageEquals(Tick.RETURN, this::onReturn)
                .onMessageEquals(Tick.LOOK_FOR_ABSENT, this::onLookForAbsent)
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
            NodeRole.nodeId(removed.member()).ifPresent(node -> told(contact.removed(node)));
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
        silentSinceNanos.remove(node);
        if (votes(member)) told(contact.added(node));
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
        heard(news);
        tellStory(news);
        told(contact.heard(news.nodeId(), news.verdict()));
        Optional<Report> report = suspicions.evidence(news.nodeId(), news.verdict());
        if (news.verdict() == Verdict.GONE) around.gone().accept(news.nodeId());
        if (news.verdict() != Verdict.FINE) around.suspected().accept(news.nodeId());
        report.ifPresent(this::report);
        return Behaviors.same();
    }

    private static boolean votes(Member member) {
        return member.hasRole(NodeSettings.CONTROLLER_ROLE);
    }

    private void told(Optional<Boolean> cutOff) {
        cutOff.ifPresent(now -> {
            around.cutOff().accept(now);
            String what = now
                    ? " hears most of the others no more: it takes no records until it does"
                    : " hears most of the others again";
            String node = Integer.toString(around.nodeId());
            around.events().tell(now ? "node-cut-off" : "node-back", "node " + node + what, Map.of("node", node));
        });
    }

    private void heard(FromPeer news) {
        switch (news.verdict()) {
            case FINE -> silentSinceNanos.remove(news.nodeId());
            case GONE -> silentSinceNanos.putIfAbsent(news.nodeId(), System.nanoTime());
            case SILENT ->
                silentSinceNanos.putIfAbsent(
                        news.nodeId(), System.nanoTime() - settings.grace().toNanos());
        }
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

    /**
     * When all nodes have ended at once and some do not come back, nobody sees those go: they are not members of the
     * cluster that the others form anew, and are recorded as if they were there. One that registers is a member, but
     * news of that may be on their way; so it takes two looks.
     */
    private Behavior<Command> onLookForAbsent() {
        Set<Integer> now = new HashSet<>();
        for (NodeImage node : around.cache().image().nodes().values())
            if (node.id() != around.nodeId() && node.status() != NodeStatus.DOWN) now.add(node.id());
        cluster.state().getMembers().forEach(member -> NodeRole.nodeId(member).ifPresent(now::remove));
        for (int node : now) if (absent.contains(node)) report(new Report(node, NodeStatus.DOWN));
        absent = now;
        return Behaviors.same();
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
                        .<StatusReply<Done>>ask(replyTo -> new ReportNodeStatus(
                                report.nodeId(), incarnation, report.status(), silentMillis(report), replyTo)),
                (reply, failure) -> new Told(report, failure));
    }

    /** Counted when the controller is there to hear it: it may be the one that is gone. */
    private long silentMillis(Report report) {
        Long since = silentSinceNanos.get(report.nodeId());
        boolean serves = report.status() == NodeStatus.UP || report.status() == NodeStatus.LEAVING;
        return serves || since == null ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
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
        if (isTakenForAnother()) registerAgain();
        else if (isMissed())
            tell(new Report(around.nodeId(), NodeStatus.UP), around.self().incarnation());
        return Behaviors.same();
    }

    /** A message of a former process may reach the controller after those of this one, which then is not known any more. */
    private void registerAgain() {
        String clusterId = around.cache().image().clusterId();
        context.pipeToSelf(
                around.controller()
                        .<StatusReply<String>>ask(replyTo -> new RegisterNode(around.self(), clusterId, replyTo)),
                Registered::new);
    }

    private Behavior<Command> onRecordsIdChanged(RecordsIdChanged changed) {
        around = around.withRecordsId(changed.recordsId());
        if (!stopping) registerAgain();
        return Behaviors.same();
    }

    private Behavior<Command> onRegistered(Registered registered) {
        StatusReply<String> reply = registered.reply();
        if (reply != null && reply.isError())
            context.getLog()
                    .error(
                            "the cluster takes node {} for another: {}",
                            around.nodeId(),
                            reply.getError().getMessage());
        boolean heard = reply != null && reply.isSuccess();
        if (!heard && !stopping) timers.startSingleTimer(Tick.RETURN, settings.reportRetry());
        return Behaviors.same();
    }

    /** Whether the cluster thinks that this process is not there. */
    private boolean isMissed() {
        NodeImage shown = around.cache().image().nodes().get(around.nodeId());
        return !stopping && (isTakenForAnother() || shown != null && shown.status() != NodeStatus.UP);
    }

    /** Whether it is some other process that is registered as this node. One that was removed does not come back by itself. */
    private boolean isTakenForAnother() {
        NodeImage shown = around.cache().image().nodes().get(around.nodeId());
        NodeImage self = around.self();
        return !stopping
                && shown != null
                && !(shown.incarnation().equals(self.incarnation())
                        && Objects.equals(shown.recordsId(), self.recordsId()));
    }

    private Behavior<Command> onStopping() {
        stopping = true;
        return Behaviors.same();
    }
}
