package akkord.sharding.membership;

import akka.cluster.Member;
import akka.cluster.Reachability;
import akka.cluster.UniqueAddress;
import akka.cluster.sbr.DowningStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import scala.Option;
import scala.Some;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Whom Akka's split-brain resolver removes. Where the cluster falls apart into sides, the side with the majority of the
 * nodes with a role is kept, as by Akka's own keep-majority. Where only single links are cut, that would remove the nodes
 * at both of their ends, three nodes of which then are no majority any more: here {@link Links} says who goes, after a
 * while in which the link may heal.
 *
 * <p>It builds on classes that are Akka's own affair; see decision 9.
 */
final class ConnectedMajority extends DowningStrategy {

    private final String role;
    private final UniqueAddress self;
    private final long patienceNanos;
    private long linksCutSinceNanos;
    private boolean linksCut;

    ConnectedMajority(String selfDataCenter, String role, UniqueAddress self, Duration patience) {
        super(selfDataCenter, self);
        this.role = role;
        this.self = self;
        this.patienceNanos = patience.toNanos();
    }

    @Override
    public Option<String> role() {
        return Some.apply(role);
    }

    /** The resolver decides nothing while this is empty. */
    @Override
    public scala.collection.immutable.Set<UniqueAddress> unreachable() {
        return mayHeal(System.nanoTime()) ? none() : super.unreachable();
    }

    private boolean mayHeal(long nowNanos) {
        boolean before = linksCut;
        linksCut = hasIndirectlyConnected() && links().leadToAll(self);
        if (!linksCut) return false;
        if (!before) linksCutSinceNanos = nowNanos;
        return nowNanos - linksCutSinceNanos < patienceNanos;
    }

    @Override
    public Decision decide() {
        if (hasIndirectlyConnected()) return DownIndirectlyConnected$.MODULE$;
        Decision decision = byMajority(false, false);
        if (decision != DownUnreachable$.MODULE$) return decision;
        // whoever joins or leaves just now may count on the other side
        return byMajority(true, true) == decision ? decision : DownAll$.MODULE$;
    }

    private Decision byMajority(boolean withJoining, boolean withoutLeaving) {
        int here = reachableMembersWithRole(withJoining, withoutLeaving).size();
        int there = unreachableMembersWithRole(withJoining, withoutLeaving).size();
        if (here + there == 0) return DownAll$.MODULE$;
        boolean stays = here == there
                ? !unreachable(membersWithRole(withJoining, withoutLeaving).head())
                : here > there;
        return stays ? DownUnreachable$.MODULE$ : DownReachable$.MODULE$;
    }

    @Override
    public scala.collection.immutable.Set<UniqueAddress> nodesToDown(Decision decision) {
        return decision == DownIndirectlyConnected$.MODULE$
                ? asScala(links().removedBy(self))
                : super.nodesToDown(decision);
    }

    /** Of those that are members still, and may become it; in the order of their addresses, which is the same for all. */
    private Links<UniqueAddress> links() {
        List<UniqueAddress> nodes = addresses(CollectionConverters.asJava(members(true, false)));
        List<UniqueAddress> voters = addresses(CollectionConverters.asJava(membersWithRole()));
        Map<UniqueAddress, Set<UniqueAddress>> unseen = new HashMap<>();
        for (Reachability.Record record :
                CollectionConverters.asJava(reachability().records()))
            unseen.computeIfAbsent(record.observer(), none -> new HashSet<>()).add(record.subject());
        return new Links<>(nodes, voters, unseen);
    }

    private static List<UniqueAddress> addresses(Iterable<Member> members) {
        List<UniqueAddress> addresses = new ArrayList<>();
        members.forEach(member -> addresses.add(member.uniqueAddress()));
        return addresses;
    }

    private static scala.collection.immutable.Set<UniqueAddress> asScala(Set<UniqueAddress> nodes) {
        return CollectionConverters.asScala(nodes).toSet();
    }

    private static scala.collection.immutable.Set<UniqueAddress> none() {
        return asScala(Set.of());
    }
}
