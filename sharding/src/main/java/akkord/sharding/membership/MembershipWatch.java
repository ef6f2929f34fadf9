package akkord.sharding.membership;

import akka.actor.Address;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.ClusterDomainEvent;
import akka.cluster.ClusterEvent.MemberDowned;
import akka.cluster.ClusterEvent.MemberExited;
import akka.cluster.ClusterEvent.MemberRemoved;
import akka.cluster.ClusterEvent.ReachableMember;
import akka.cluster.ClusterEvent.UnreachableMember;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import akkord.protocol.event.ClusterEvents;
import akkord.sharding.allocation.NodeRole;
import java.util.Map;

/**
 * Turns the cluster's membership events into lines of the cluster log. Who joins is told by the controller,
 * with whom a node registers when it can work.
 */
public final class MembershipWatch {

    private MembershipWatch() {}

    public static Behavior<ClusterDomainEvent> create(ClusterEvents events) {
        return Behaviors.setup(context -> {
            ActorRef<ClusterDomainEvent> self = context.getSelf();
            Cluster.get(context.getSystem()).subscriptions().tell(Subscribe.create(self, ClusterDomainEvent.class));
            return Behaviors.receive(ClusterDomainEvent.class)
                    .onMessage(
                            MemberExited.class,
                            exited -> told(events, "node-leaving", exited.member(), "is leaving the cluster"))
                    .onMessage(
                            MemberDowned.class,
                            downed -> told(events, "node-downed", downed.member(), "was declared down by the cluster"))
                    .onMessage(
                            MemberRemoved.class,
                            removed -> ofItsOwnEnd(context.getSystem(), removed)
                                    ? Behaviors.same()
                                    : told(events, "node-left", removed.member(), left(removed.previousStatus())))
                    .onMessage(
                            UnreachableMember.class,
                            unreachable -> told(events, "node-unreachable", unreachable.member(), "cannot be reached"))
                    .onMessage(
                            ReachableMember.class,
                            reachable -> told(events, "node-reachable", reachable.member(), "can be reached again"))
                    .onAnyMessage(other -> Behaviors.same())
                    .build();
        });
    }

    /** To a node that has left, Akka says in the end that all others are removed. */
    private static boolean ofItsOwnEnd(ActorSystem<?> system, MemberRemoved removed) {
        Member self = Cluster.get(system).selfMember();
        return self.status().equals(MemberStatus.removed())
                && !removed.member().address().equals(self.address());
    }

    private static String left(MemberStatus previous) {
        return previous.equals(MemberStatus.down()) ? "was removed from the cluster" : "left the cluster";
    }

    private static Behavior<ClusterDomainEvent> told(ClusterEvents events, String kind, Member member, String what) {
        Address address = member.address();
        String where = address.getHost().orElse("?") + ":" + address.getPort().orElse(0);
        String node = NodeRole.nodeId(member).isPresent()
                ? Integer.toString(NodeRole.nodeId(member).getAsInt())
                : "?";
        events.tell(kind, "node " + node + " (" + where + ") " + what, Map.of("node", node, "address", where));
        return Behaviors.same();
    }
}
