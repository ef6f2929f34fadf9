package akkord.actors.partition;

import akkord.protocol.config.LiveSettings;
import akkord.protocol.event.ClusterEvents;
import java.time.Clock;
import java.util.Map;

/**
 * What the partition replicas of one node share.
 *
 * @param recordsKept told when a replica finds out that it lacks what counted as stored
 */
public record PartitionContext(
        int nodeId,
        ReplicaLogs logs,
        LiveSettings brokerSettings,
        PartitionSettings settings,
        PartitionRegistry registry,
        ClusterEvents events,
        Clock clock,
        Replication replication,
        RecordsKept recordsKept) {

    /** A node by itself. */
    public PartitionContext(
            int nodeId,
            ReplicaLogs logs,
            LiveSettings brokerSettings,
            PartitionSettings settings,
            PartitionRegistry registry,
            ClusterEvents events,
            Clock clock) {
        this(nodeId, logs, brokerSettings, settings, registry, events, clock, Replication.NONE, RecordsKept.UNHEARD);
    }

    /** The cluster's dynamic settings, by node: replicas that are open take over at once what concerns this one. */
    public void nodeConfigChanged(Map<Integer, Map<String, String>> nodeConfig) {
        if (!brokerSettings.update(nodeConfig)) return;
        for (PartitionHandle handle : registry.handles()) handle.tell(OwnMessage.SettingsChanged.SETTINGS_CHANGED);
    }

    long nowMillis() {
        return clock.millis();
    }
}
