package akkord.protocol.event;

import java.util.Map;

/**
 * One line of the story the cluster log tells.
 *
 * @param timestampMillis when
 * @param node where it was seen
 * @param kind for example {@code leader-elected}; see cluster.proto
 * @param message the line
 * @param details key-values: to which topic, partition, node it happened
 */
public record ClusterEvent(long timestampMillis, int node, String kind, String message, Map<String, String> details) {

    public ClusterEvent {
        details = Map.copyOf(details);
    }
}
