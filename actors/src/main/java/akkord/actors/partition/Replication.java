package akkord.actors.partition;

import akkord.protocol.replica.ReplicaFetchers;

/**
 * What the replicas of a node need of other nodes.
 *
 * @param fetchers bring a follower its leader's records
 * @param proposals bring the controller what a leader finds out about its followers
 */
public record Replication(ReplicaFetchers fetchers, IsrProposals proposals) {

    /** A node by itself. */
    public static final Replication NONE = new Replication(ReplicaFetchers.NONE, IsrProposals.NONE);
}
