package akkord.sharding.membership;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akkord.sharding.allocation.NodeRole;
import akkord.sharding.ask.WellKnown;
import akkord.sharding.membership.Admission.View;
import akkord.sharding.membership.Handshake.Hello;
import akkord.sharding.settings.HostPort;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers the nodes that ask to join; the rules are {@link Admission}'s. One on every node, under a fixed name. */
final class Doorkeeper {

    static final String NAME = "doorkeeper";

    /**
     * What the rest of the node knows.
     *
     * @param clusterId null before it is known
     * @param registered ids of the nodes the controller knows; none before that is known
     */
    record Known(@Nullable String clusterId, Set<Integer> registered) {}

    private Doorkeeper() {}

    static Behavior<Hello> create(Admission admission, Supplier<Known> known, Clock clock) {
        return Behaviors.setup(context -> {
            Cluster cluster = Cluster.get(context.getSystem());
            return Behaviors.receiveMessage(hello -> {
                Known now = known.get();
                View view = new View(now.clusterId(), members(cluster), now.registered());
                hello.replyTo().tell(admission.answer(hello, view, clock.millis()));
                return Behaviors.same();
            });
        });
    }

    /** To the doorkeeper of another node, which may or may not be there. */
    static void ask(ActorSystem<?> system, HostPort address, Hello hello) {
        Address self = Cluster.get(system).selfMember().address();
        WellKnown.tell(system, self.protocol() + "://" + self.system() + "@" + address, NAME, hello);
    }

    private static Map<Integer, String> members(Cluster cluster) {
        MemberStatus self = cluster.selfMember().status();
        boolean isIn = self.equals(MemberStatus.up()) || self.equals(MemberStatus.weaklyUp());
        if (!isIn) return Map.of();
        CurrentClusterState state = cluster.state();
        Map<Integer, String> members = new HashMap<>();
        for (Member member : state.getMembers())
            if (!state.getUnreachable().contains(member) && !member.status().equals(MemberStatus.down()))
                NodeRole.nodeId(member).ifPresent(id -> members.put(id, hostPort(member.address())));
        return members;
    }

    static String hostPort(Address address) {
        return address.getHost().orElse("?") + ":" + address.getPort().orElse(0);
    }
}
