package akkord.sharding.allocation;

import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.Address;
import akka.cluster.Cluster;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.sharding.ShardCoordinator.AbstractShardAllocationStrategy;
import akka.dispatch.Futures;
import akka.pattern.Patterns;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import scala.collection.immutable.IndexedSeq;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;

/** Pins shard n to the shard region on node n; the rule itself is {@link ShardHomes}. */
public final class PinnedToNode extends AbstractShardAllocationStrategy {

    /** A failed allocation is logged with its stack and tried again at once, so failing takes this long. */
    private static final FiniteDuration AWAY_DELAY = FiniteDuration.create(1, TimeUnit.SECONDS);

    private final ActorSystem system;
    private final Cluster cluster;

    public PinnedToNode(ActorSystem system) {
        this.system = system;
        this.cluster = Cluster.get(system);
    }

    @Override
    public Future<ActorRef> allocateShard(
            ActorRef requester, String shardId, Map<ActorRef, IndexedSeq<String>> allocations) {
        Optional<ActorRef> home = homes(allocations.keySet()).homeOf(shardId);
        if (home.isPresent()) return Futures.successful(home.get());
        return Patterns.after(
                AWAY_DELAY,
                system.getScheduler(),
                system.getDispatcher(),
                () -> Futures.failed(new NodeAwayException(shardId)));
    }

    @Override
    public Future<Set<String>> rebalance(
            Map<ActorRef, IndexedSeq<String>> allocations, Set<String> rebalanceInProgress) {
        Map<ActorRef, Iterable<String>> shards = new HashMap<>();
        allocations.forEach((region, ids) -> shards.put(region, scala.jdk.javaapi.CollectionConverters.asJava(ids)));
        Set<String> misplaced = new HashSet<>(homes(allocations.keySet()).misplaced(shards));
        misplaced.removeAll(rebalanceInProgress);
        return Futures.successful(misplaced);
    }

    private ShardHomes<ActorRef> homes(Collection<ActorRef> regions) {
        CurrentClusterState state = cluster.state();
        Map<Address, Integer> nodes = new HashMap<>();
        boolean allUp = state.getUnreachable().isEmpty();
        for (Member member : state.getMembers()) {
            allUp &= member.status().equals(MemberStatus.up());
            NodeRole.nodeId(member).ifPresent(id -> nodes.put(member.address(), id));
        }
        Map<Integer, ActorRef> byNode = new HashMap<>();
        for (ActorRef region : regions) {
            Integer node = nodes.get(addressOf(region));
            if (node != null) byNode.put(node, region);
        }
        return new ShardHomes<>(byNode, allUp);
    }

    /** The region on this node is a reference without a host. */
    private Address addressOf(ActorRef region) {
        Address address = region.path().address();
        return address.hasLocalScope() ? cluster.selfAddress() : address;
    }

    /** Expected while a node is away; the coordinator tries again. */
    private static final class NodeAwayException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NodeAwayException(String shardId) {
            super("node " + shardId + " is away, and with it its partitions", null, false, false);
        }
    }
}
