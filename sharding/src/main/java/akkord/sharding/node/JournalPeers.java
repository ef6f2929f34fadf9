package akkord.sharding.node;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akkord.persistence.journal.peer.PeerAddresses;
import akkord.sharding.allocation.NodeRole;
import java.util.Optional;

/** Where the journal's nodes are: where the cluster's members are. One that cannot be reached now is tried all the same. */
final class JournalPeers implements PeerAddresses {

    private final Cluster cluster;

    JournalPeers(ActorSystem<?> system) {
        this.cluster = Cluster.get(system);
    }

    @Override
    public Optional<Address> addressOf(int nodeId) {
        Address found = null;
        for (Member member : cluster.state().getMembers()) {
            if (NodeRole.nodeId(member).orElse(-1) != nodeId) continue;
            // one that was declared down may have a successor at another address
            if (found == null || !member.status().equals(MemberStatus.down())) found = member.address();
        }
        return Optional.ofNullable(found);
    }
}
