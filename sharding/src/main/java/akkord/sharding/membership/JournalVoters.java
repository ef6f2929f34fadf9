package akkord.sharding.membership;

import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.ClusterEvent.MemberUp;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import akkord.protocol.event.ClusterEvents;
import akkord.sharding.allocation.NodeRole;
import akkord.sharding.membership.VoterPlan.Change;
import akkord.sharding.settings.NodeSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Keeps the journal's voters as {@link VoterPlan} says, from the node that leads it, one change at a time. */
public final class JournalVoters {

    /** The journal's voters. */
    public interface Votes {

        /** Whether this node leads the journal: then it is this node's turn. */
        boolean leads();

        Set<Integer> voters();

        /** Completes when the node has caught up and votes. */
        CompletionStage<Void> add(int nodeId);

        CompletionStage<Void> remove(int nodeId);
    }

    private sealed interface Command {}

    private record Changed(Change change, String failure) implements Command {}

    private enum Tick implements Command {
        CHECK
    }

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Votes votes;
    private final Supplier<Set<Integer>> registered;
    private final ClusterEvents events;
    private final Duration checkInterval;
    private final Cluster cluster;
    private boolean changing;

    private JournalVoters(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Votes votes,
            Supplier<Set<Integer>> registered,
            ClusterEvents events,
            Duration checkInterval) {
        this.context = context;
        this.timers = timers;
        this.votes = votes;
        this.registered = registered;
        this.events = events;
        this.checkInterval = checkInterval;
        this.cluster = Cluster.get(context.getSystem());
    }

    /** @param registered ids of the nodes the controller knows; none when that is not known */
    public static Behavior<?> create(
            Votes votes, Supplier<Set<Integer>> registered, ClusterEvents events, Duration checkInterval) {
        return Behaviors.supervise(Behaviors.<Command>setup(context -> Behaviors.withTimers(timers ->
                        new JournalVoters(context, timers, votes, registered, events, checkInterval).begin())))
                .onFailure(SupervisorStrategy.resume());
    }

    private Behavior<Command> begin() {
        cluster.subscriptions()
                .tell(Subscribe.create(context.messageAdapter(MemberUp.class, event -> Tick.CHECK), MemberUp.class));
        timers.startTimerWithFixedDelay(Tick.CHECK, checkInterval);
        return Behaviors.receive(Command.class)
                .onMessageEquals(Tick.CHECK, this::onCheck)
                .onMessage(Changed.class, this::onChanged)
                .build();
    }

    private Behavior<Command> onCheck() {
        if (changing || !votes.leads()) return Behaviors.same();
        Set<Integer> candidates = members(this::isCandidate);
        VoterPlan.next(votes.voters(), candidates, members(any -> true), registered.get())
                .ifPresent(this::change);
        return Behaviors.same();
    }

    private void change(Change change) {
        context.getLog().debug("{} voter {}", change.added() ? "adding" : "removing", change.nodeId());
        CompletionStage<Void> changed = change.added() ? votes.add(change.nodeId()) : votes.remove(change.nodeId());
        changing = true;
        context.pipeToSelf(
                changed, (done, failure) -> new Changed(change, failure == null ? "" : String.valueOf(failure)));
    }

    private Behavior<Command> onChanged(Changed changed) {
        changing = false;
        String node = Integer.toString(changed.change().nodeId());
        if (!changed.failure().isEmpty()) {
            context.getLog().warn("the voters of the journal did not change; tried again: {}", changed.failure());
            return Behaviors.same();
        }
        String what = changed.change().added() ? " votes in the journal" : " votes in the journal no more";
        events.tell(
                changed.change().added() ? "voter-added" : "voter-removed",
                "node " + node + what + "; the voters are "
                        + votes.voters().stream().sorted().toList(),
                Map.of("node", node));
        return onCheck();
    }

    private boolean isCandidate(Member member) {
        return member.hasRole(NodeSettings.CONTROLLER_ROLE)
                && member.status().equals(MemberStatus.up())
                && !cluster.state().getUnreachable().contains(member);
    }

    private Set<Integer> members(Predicate<Member> wanted) {
        CurrentClusterState state = cluster.state();
        Set<Integer> nodes = new HashSet<>();
        for (Member member : state.getMembers())
            if (wanted.test(member)) NodeRole.nodeId(member).ifPresent(nodes::add);
        return nodes;
    }
}
