package akkord.protocol.metadata;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Everything a node needs to know of the cluster, at one moment.
 *
 * @param version grows by one with every change
 * @param clusterId empty before the cluster was formed
 * @param controllerNode the node the controller runs on, -1 for none
 * @param topicNames derived from {@code topics}; neither stored nor sent
 * @param nodeConfig dynamic node settings: by node id, and under {@code -1} those of all nodes
 * @param groupConfig settings of single groups, by the group's name; only what was set
 */
public record MetadataImage(
        long version,
        String clusterId,
        int controllerNode,
        Map<Integer, NodeImage> nodes,
        Map<String, TopicImage> topics,
        @JsonIgnore Map<TopicId, String> topicNames,
        Map<Integer, Map<String, String>> nodeConfig,
        Map<String, Map<String, String>> groupConfig) {

    public static final MetadataImage EMPTY = new MetadataImage(0, "", -1, Map.of(), Map.of(), Map.of(), Map.of());

    /** Without settings of groups. */
    public MetadataImage(
            long version,
            String clusterId,
            int controllerNode,
            Map<Integer, NodeImage> nodes,
            Map<String, TopicImage> topics,
            Map<TopicId, String> topicNames,
            Map<Integer, Map<String, String>> nodeConfig) {
        this(version, clusterId, controllerNode, nodes, topics, topicNames, nodeConfig, Map.of());
    }

    /** As below, without settings of groups. */
    public static MetadataImage of(
            long version,
            String clusterId,
            int controllerNode,
            Map<Integer, NodeImage> nodes,
            Map<String, TopicImage> topics,
            Map<Integer, Map<String, String>> nodeConfig) {
        return of(version, clusterId, controllerNode, nodes, topics, nodeConfig, Map.of());
    }

    /**
     * The image with {@code topicNames} derived.
     *
     * @param groupConfig null: sent by an older Akkord
     */
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public static MetadataImage of(
            long version,
            String clusterId,
            int controllerNode,
            Map<Integer, NodeImage> nodes,
            Map<String, TopicImage> topics,
            Map<Integer, Map<String, String>> nodeConfig,
            @Nullable Map<String, Map<String, String>> groupConfig) {
        Map<TopicId, String> names = new HashMap<>();
        topics.values().forEach(topic -> names.put(topic.id(), topic.name()));
        return new MetadataImage(
                version,
                clusterId,
                controllerNode,
                nodes,
                topics,
                names,
                nodeConfig,
                groupConfig == null ? Map.of() : groupConfig);
    }

    /** What was set of the group itself. */
    public Map<String, String> groupConfig(String group) {
        return groupConfig.getOrDefault(group, Map.of());
    }

    public Optional<TopicImage> topic(String name) {
        return Optional.ofNullable(topics.get(name));
    }

    public Optional<TopicImage> topic(TopicId id) {
        return Optional.ofNullable(topicNames.get(id)).map(topics::get);
    }

    public Optional<PartitionImage> partition(TopicPartition partition) {
        return topic(partition.topic())
                .filter(topic -> partition.partition() >= 0
                        && partition.partition() < topic.partitions().size())
                .map(topic -> topic.partitions().get(partition.partition()));
    }
}
