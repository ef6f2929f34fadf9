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
 * at both of their ends, three nodes of which then are no majority any more: here a largest set is kept that all see each
 * other, after a while in which the link may heal.
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
        linksCut = hasIndirectlyConnected() && onlyLinksAreCut();
        if (!linksCut) return false;
        if (!before) linksCutSinceNanos = nowNanos;
        return nowNanos - linksCutSinceNanos < patienceNanos;
    }

    private boolean onlyLinksAreCut() {
        Links<UniqueAddress> links = links();
        Set<UniqueAddress> kept = links.kept();
        if (!kept.contains(self)) return !links.isAlone(self, kept);
        return links.nodes().stream().anyMatch(node -> !kept.contains(node) && !links.isAway(node, kept));
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

    /** A node that is not kept ends itself and leaves it to the others to remove their others. */
    @Override
    public scala.collection.immutable.Set<UniqueAddress> nodesToDown(Decision decision) {
        if (decision != DownIndirectlyConnected$.MODULE$) return super.nodesToDown(decision);
        Links<UniqueAddress> links = links();
        Set<UniqueAddress> kept = links.kept();
        if (!kept.contains(self) || !isMajority(kept)) return asScala(Set.of(self));
        Set<UniqueAddress> others = new HashSet<>(links.nodes());
        others.removeAll(kept);
        return asScala(others);
    }

    private boolean isMajority(Set<UniqueAddress> kept) {
        List<Member> voting = new ArrayList<>(CollectionConverters.asJava(membersWithRole()));
        long staying = voting.stream()
                .filter(member -> kept.contains(member.uniqueAddress()))
                .count();
        if (staying * 2 == voting.size()) return kept.contains(voting.get(0).uniqueAddress());
        return staying * 2 > voting.size();
    }

    /** Of those that are members still, and may become it; in the order of their addresses, which is the same for all. */
    private Links<UniqueAddress> links() {
        List<UniqueAddress> nodes = new ArrayList<>();
        CollectionConverters.asJava(members(true, false)).forEach(member -> nodes.add(member.uniqueAddress()));
        Map<UniqueAddress, Set<UniqueAddress>> unseen = new HashMap<>();
        for (Reachability.Record record :
                CollectionConverters.asJava(reachability().records()))
            unseen.computeIfAbsent(record.observer(), none -> new HashSet<>()).add(record.subject());
        return new Links<>(nodes, unseen);
    }

    private static scala.collection.immutable.Set<UniqueAddress> asScala(Set<UniqueAddress> nodes) {
        return CollectionConverters.asScala(nodes).toSet();
    }

    private static scala.collection.immutable.Set<UniqueAddress> none() {
        return asScala(Set.of());
    }
}
