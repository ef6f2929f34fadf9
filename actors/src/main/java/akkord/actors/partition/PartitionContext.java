package akkord.actors.partition;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.event.ClusterEvents;
import java.time.Clock;

/** What the partition replicas of one node share. */
public record PartitionContext(
        int nodeId,
        ReplicaLogs logs,
        BrokerSettings brokerSettings,
        PartitionSettings settings,
        PartitionRegistry registry,
        ClusterEvents events,
        Clock clock) {

    long nowMillis() {
        return clock.millis();
    }
}
