package akkord.actors.controller;

import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.TopicImage;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * All the controller knows; immutable, and what its snapshots hold.
 *
 * @param version grows by one with every change that nodes can see
 * @param clusterId empty before the cluster was formed
 * @param nodeConfig by node id, -1 for all nodes; never an empty map inside
 * @param nextProducerId the first one not given to any node yet
 * @param groupConfig by the group's name; never an empty map inside
 */
public record ControllerState(
        long version,
        String clusterId,
        Map<Integer, NodeImage> nodes,
        Map<String, TopicImage> topics,
        Map<Integer, Map<String, String>> nodeConfig,
        long nextProducerId,
        Map<String, Map<String, String>> groupConfig)
        implements ControllerPersisted {

    /** An older Akkord kept no settings of groups. */
    public ControllerState {
        groupConfig = groupConfig == null ? Map.of() : groupConfig;
    }

    public static final ControllerState EMPTY = new ControllerState(0, "", Map.of(), Map.of(), Map.of(), 0, Map.of());

    @JsonIgnore
    boolean isFormed() {
        return !clusterId.isEmpty();
    }

    MetadataImage image(int controllerNode) {
        return MetadataImage.of(version, clusterId, controllerNode, nodes, topics, nodeConfig, groupConfig);
    }

    /** Ids of the nodes that can lead. */
    Set<Integer> liveNodes() {
        return nodes.values().stream()
                .filter(node -> node.status() == NodeStatus.UP)
                .map(NodeImage::id)
                .collect(Collectors.toUnmodifiableSet());
    }

    int partitionCount() {
        return topics.values().stream()
                .mapToInt(topic -> topic.partitions().size())
                .sum();
    }

    /** @throws IllegalStateException when there is none: an event that does not fit this state */
    TopicImage existingTopic(String name) {
        TopicImage topic = topics.get(name);
        if (topic == null) throw new IllegalStateException("no topic " + name + " in version " + version);
        return topic;
    }

    NodeImage existingNode(int id) {
        NodeImage node = nodes.get(id);
        if (node == null) throw new IllegalStateException("no node " + id + " in version " + version);
        return node;
    }

    ControllerState withClusterId(String id) {
        return new ControllerState(version + 1, id, nodes, topics, nodeConfig, nextProducerId, groupConfig);
    }

    ControllerState withTopics(Collection<TopicImage> changed) {
        return withConfigs(changed, Map.of(), Map.of(), List.of());
    }

    ControllerState withoutTopics(Collection<String> names) {
        Map<String, TopicImage> fewer = copy(topics, map -> names.forEach(map::remove));
        return new ControllerState(version + 1, clusterId, nodes, fewer, nodeConfig, nextProducerId, groupConfig);
    }

    /** @param partitions changed on top of {@code changed} */
    ControllerState withConfigs(
            Collection<TopicImage> changed,
            Map<Integer, Map<String, String>> changedNodeConfig,
            Map<String, Map<String, String>> changedGroupConfig,
            List<PartitionChanges> partitions) {
        Map<String, TopicImage> after = topicsWith(changed);
        if (!partitions.isEmpty())
            after = copy(
                    after,
                    map -> partitions.forEach(
                            change -> map.computeIfPresent(change.topic(), (name, topic) -> change.appliedTo(topic))));
        return new ControllerState(
                version + 1,
                clusterId,
                nodes,
                after,
                configs(nodeConfig, changedNodeConfig),
                nextProducerId,
                configs(groupConfig, changedGroupConfig));
    }

    ControllerState withNode(NodeImage node, List<PartitionChanges> changes) {
        Map<Integer, NodeImage> changedNodes = copy(nodes, map -> map.put(node.id(), node));
        return new ControllerState(
                version + 1,
                clusterId,
                changedNodes,
                topicsWith(changed(changes)),
                nodeConfig,
                nextProducerId,
                groupConfig);
    }

    ControllerState withoutNode(int node) {
        Map<Integer, NodeImage> fewer = copy(nodes, map -> map.remove(node));
        return new ControllerState(version + 1, clusterId, fewer, topics, nodeConfig, nextProducerId, groupConfig);
    }

    ControllerState withPartitions(List<PartitionChanges> changes) {
        return withTopics(changed(changes));
    }

    /** Not part of the image, so the version stays. */
    ControllerState withNextProducerId(long next) {
        return new ControllerState(version, clusterId, nodes, topics, nodeConfig, next, groupConfig);
    }

    private List<TopicImage> changed(List<PartitionChanges> changes) {
        return changes.stream()
                .map(change -> change.appliedTo(existingTopic(change.topic())))
                .toList();
    }

    private static <K> Map<K, Map<String, String>> configs(
            Map<K, Map<String, String>> present, Map<K, Map<String, String>> changed) {
        if (changed.isEmpty()) return present;
        return copy(present, map -> {
            map.putAll(changed);
            map.values().removeIf(Map::isEmpty);
        });
    }

    private Map<String, TopicImage> topicsWith(Collection<TopicImage> changed) {
        return changed.isEmpty() ? topics : copy(topics, map -> changed.forEach(topic -> map.put(topic.name(), topic)));
    }

    private static <K, V> Map<K, V> copy(Map<K, V> map, Consumer<Map<K, V>> change) {
        Map<K, V> copy = new HashMap<>(map);
        change.accept(copy);
        return Collections.unmodifiableMap(copy);
    }
}
