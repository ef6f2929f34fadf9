package akkord.sharding.membership;

import akka.actor.Address;
import akka.actor.AddressFromURIString;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import akka.cluster.typed.SelfUp;
import akka.cluster.typed.Subscribe;
import akkord.sharding.membership.Handshake.Answer;
import akkord.sharding.membership.Handshake.Hello;
import akkord.sharding.membership.JoinPlan.Step;
import akkord.sharding.settings.HostPort;
import akkord.sharding.settings.NodeSettings.Joining;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes this node a member: asks the nodes it knows of, over and over, and joins their cluster or forms one as
 * {@link JoinPlan} says. Also puts this node's own doorkeeper in place, who answers those that ask.
 */
public final class ClusterJoin {

    /**
     * What a node knows of itself and others before it joins.
     *
     * @param clusterId of its data folder; null when it was never in a cluster
     * @param others addresses of nodes that may be in the cluster
     */
    public record Start(int nodeId, @Nullable String clusterId, Collection<HostPort> others, Formation formation) {}

    private sealed interface Command {}

    private record Answered(Answer answer) implements Command {}

    private record Up() implements Command {}

    private enum Tick implements Command {
        ASK,
        TELL,
        GIVE_UP
    }

    /** An answer counts for so many intervals: the nodes are asked in each. */
    private static final int FRESH_INTERVALS = 6;

    private static final Duration TELL_INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(ClusterJoin.class);

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Start start;
    private final Joining bounds;
    private final Clock clock;
    private final CompletableFuture<Boolean> up;
    private final Cluster cluster;
    private final HostPort self;
    private final ActorRef<Answer> answers;
    private final JoinPlan plan;
    private boolean formed;

    private ClusterJoin(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Start start,
            Joining bounds,
            Clock clock,
            CompletableFuture<Boolean> up) {
        this.context = context;
        this.timers = timers;
        this.start = start;
        this.bounds = bounds;
        this.clock = clock;
        this.up = up;
        this.cluster = Cluster.get(context.getSystem());
        this.self = HostPort.parse(Doorkeeper.hostPort(cluster.selfMember().address()));
        this.answers = context.messageAdapter(Answer.class, Answered::new);
        this.plan = new JoinPlan(
                start.nodeId(),
                self,
                start.others(),
                start.formation(),
                bounds.askInterval().multipliedBy(FRESH_INTERVALS),
                bounds.lookAround(),
                clock.millis());
    }

    /**
     * Completes when this node is up, with whether it has formed the cluster; fails with a sentence when the cluster does not want it or none is found.
     *
     * @param clusterId and {@code registered}: what those who ask are compared with, see {@link Doorkeeper.Known}
     */
    public static CompletionStage<Boolean> join(
            ActorSystem<?> system,
            Start start,
            Joining bounds,
            Clock clock,
            Supplier<@Nullable String> clusterId,
            Supplier<Set<Integer>> registered) {
        Address self = Cluster.get(system).selfMember().address();
        Admission admission =
                new Admission(start.nodeId(), Doorkeeper.hostPort(self), bounds.clockSkewMax(), bounds.formPromise());
        system.systemActorOf(
                Doorkeeper.create(admission, () -> new Doorkeeper.Known(clusterId.get(), registered.get()), clock),
                Doorkeeper.NAME,
                Props.empty());
        CompletableFuture<Boolean> up = new CompletableFuture<>();
        system.systemActorOf(create(start, bounds, clock, up), "cluster-join", Props.empty());
        return up;
    }

    private static Behavior<Command> create(Start start, Joining bounds, Clock clock, CompletableFuture<Boolean> up) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            ClusterJoin join = new ClusterJoin(context, timers, start, bounds, clock, up);
            return join.begin();
        }));
    }

    private Behavior<Command> begin() {
        ActorRef<SelfUp> selfUp = context.messageAdapter(SelfUp.class, event -> new Up());
        cluster.subscriptions().tell(Subscribe.create(selfUp, SelfUp.class));
        timers.startSingleTimer(Tick.GIVE_UP, bounds.timeout());
        timers.startTimerAtFixedRate(Tick.TELL, TELL_INTERVAL);
        return onTick();
    }

    private Behavior<Command> asking() {
        return Behaviors.receive(Command.class)
                .onMessage(Answered.class, answered -> onAnswer(answered.answer()))
                .onMessage(Up.class, isUp -> onUp())
                .onMessageEquals(Tick.ASK, this::onTick)
                .onMessageEquals(Tick.TELL, this::onTell)
                .onMessageEquals(Tick.GIVE_UP, () -> failed(plan.standing(clock.millis())))
                .build();
    }

    /** Akka asks the members to take this node in until one does. */
    private Behavior<Command> joining() {
        timers.cancel(Tick.ASK);
        timers.cancel(Tick.TELL);
        return Behaviors.receive(Command.class)
                .onMessage(Up.class, isUp -> onUp())
                .onMessageEquals(
                        Tick.GIVE_UP,
                        () -> failed("the cluster's members have not taken this node in; look at their logs"))
                .onAnyMessage(late -> Behaviors.same())
                .build();
    }

    private Behavior<Command> onTick() {
        if (!(plan.next(clock.millis()) instanceof Step.Ask)) return act();
        boolean wantsToForm = plan.wantsToForm(clock.millis());
        Hello hello = new Hello(
                Handshake.PROTOCOL_VERSION,
                start.nodeId(),
                self.toString(),
                start.clusterId(),
                clock.millis(),
                wantsToForm,
                answers);
        plan.asked().forEach(address -> Doorkeeper.ask(context.getSystem(), address, hello));
        timers.startSingleTimer(Tick.ASK, bounds.askInterval());
        return asking();
    }

    private Behavior<Command> onAnswer(Answer answer) {
        plan.answered(answer, clock.millis());
        return act();
    }

    private Behavior<Command> act() {
        Step step = plan.next(clock.millis());
        if (step instanceof Step.Form) {
            formed = true;
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
            return joining();
        }
        if (step instanceof Step.Join join) {
            LOG.debug("joining the cluster of {}", join.members());
            cluster.manager().tell(new JoinSeedNodes(addresses(join.members())));
            return joining();
        }
        if (step instanceof Step.GiveUp giveUp) return failed(giveUp.why());
        return asking();
    }

    private Behavior<Command> onTell() {
        LOG.info("looking for the cluster: {}", plan.standing(clock.millis()));
        return Behaviors.same();
    }

    private Behavior<Command> onUp() {
        up.complete(formed);
        return Behaviors.stopped();
    }

    private Behavior<Command> failed(String why) {
        up.completeExceptionally(new ClusterJoinException(why));
        return Behaviors.stopped();
    }

    private List<Address> addresses(List<HostPort> members) {
        Address own = cluster.selfMember().address();
        List<Address> addresses = new ArrayList<>();
        for (HostPort member : members)
            addresses.add(AddressFromURIString.parse(own.protocol() + "://" + own.system() + "@" + member));
        return addresses;
    }
}
