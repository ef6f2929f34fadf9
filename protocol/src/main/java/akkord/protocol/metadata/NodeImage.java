package akkord.protocol.metadata;

import org.jspecify.annotations.Nullable;

/**
 * A node as registered with the controller.
 *
 * @param incarnation drawn anew at each start, so that a restarted node is told from its former self
 * @param host the name or address clients and other nodes reach it at
 * @param status up, unreachable, leaving or down
 * @param epoch given by the controller, larger for each incarnation of the node than for those before: what the
 *     Kafka protocol calls the broker epoch
 */
public record NodeImage(
        int id,
        String incarnation,
        String host,
        int kafkaPort,
        int grpcPort,
        int clusterPort,
        @Nullable String rack,
        String version,
        NodeStatus status,
        long epoch) {

    /** One that has not been given its epoch yet. */
    public NodeImage(
            int id,
            String incarnation,
            String host,
            int kafkaPort,
            int grpcPort,
            int clusterPort,
            @Nullable String rack,
            String version,
            NodeStatus status) {
        this(id, incarnation, host, kafkaPort, grpcPort, clusterPort, rack, version, status, 0);
    }

    public NodeImage withStatus(NodeStatus newStatus) {
        return new NodeImage(id, incarnation, host, kafkaPort, grpcPort, clusterPort, rack, version, newStatus, epoch);
    }

    public NodeImage withEpoch(long newEpoch) {
        return new NodeImage(id, incarnation, host, kafkaPort, grpcPort, clusterPort, rack, version, status, newEpoch);
    }
}
