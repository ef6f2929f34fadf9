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
 * @param recordsId kept with the node's records and drawn anew whenever some that counted as stored may have been lost:
 *     not when it was stopped well, or only its process ended and not the machine, or it acknowledges from the disk.
 *     Null: not known, so every start may have lost some. A node that has lost some must catch up before it may lead
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
        long epoch,
        @Nullable String recordsId) {

    /** One that has not been given its epoch yet, and may have lost records. */
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
        this(id, incarnation, host, kafkaPort, grpcPort, clusterPort, rack, version, status, 0, null);
    }

    public NodeImage withStatus(NodeStatus newStatus) {
        return new NodeImage(
                id, incarnation, host, kafkaPort, grpcPort, clusterPort, rack, version, newStatus, epoch, recordsId);
    }

    public NodeImage withEpoch(long newEpoch) {
        return new NodeImage(
                id, incarnation, host, kafkaPort, grpcPort, clusterPort, rack, version, status, newEpoch, recordsId);
    }

    public NodeImage withRecordsId(@Nullable String newId) {
        return new NodeImage(
                id, incarnation, host, kafkaPort, grpcPort, clusterPort, rack, version, status, epoch, newId);
    }

    /** Whether this process has all that {@code former}, a process of the same node, counted as stored. */
    public boolean hasRecordsOf(NodeImage former) {
        return recordsId != null && recordsId.equals(former.recordsId);
    }
}
