package akkord.sharding.allocation;

import akkord.protocol.domain.TopicId;

/** One replica of one partition, as an entity of the type {@code partition}: {@code <node>/<topic id>-<partition>}. */
public record ReplicaId(int nodeId, TopicId topicId, int partition) {

    /** @throws IllegalArgumentException when {@code entityId} is not of that form */
    public static ReplicaId parse(String entityId) {
        int slash = entityId.indexOf('/');
        // a topic id may hold dashes, a partition number may not
        int dash = entityId.lastIndexOf('-');
        if (slash <= 0 || dash < slash) throw new IllegalArgumentException("\"" + entityId + "\" is no replica id");
        return new ReplicaId(
                Integer.parseInt(entityId.substring(0, slash)),
                TopicId.parse(entityId.substring(slash + 1, dash)),
                Integer.parseInt(entityId.substring(dash + 1)));
    }

    public String entityId() {
        return nodeId + "/" + topicId + "-" + partition;
    }

    /** The node's number: all replicas of one node share one shard. */
    public String shardId() {
        return Integer.toString(nodeId);
    }

    /** As {@link #shardId()}, without parsing the rest. */
    static String shardIdOf(String entityId) {
        int slash = entityId.indexOf('/');
        if (slash <= 0) throw new IllegalArgumentException("\"" + entityId + "\" is no replica id");
        return entityId.substring(0, slash);
    }
}
