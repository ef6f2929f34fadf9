package akkord.actors.partition;

import akkord.protocol.replica.ReplicaFetchers;

/**
 * What the replicas of a node need of other nodes.
 *
 * @param fetchers bring a follower its leader's records
 * @param controller hears what a leader finds out about its followers, and what becomes of a replica
 */
public record Replication(ReplicaFetchers fetchers, ControllerChannel controller) {

    /** A node by itself. */
    public static final Replication NONE = new Replication(ReplicaFetchers.NONE, ControllerChannel.NONE);
}
