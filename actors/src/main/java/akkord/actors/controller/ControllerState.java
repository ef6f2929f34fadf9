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
 */
public record ControllerState(
        long version,
        String clusterId,
        Map<Integer, NodeImage> nodes,
        Map<String, TopicImage> topics,
        Map<Integer, Map<String, String>> nodeConfig,
        long nextProducerId)
        implements ControllerPersisted {

    public static final ControllerState EMPTY = new ControllerState(0, "", Map.of(), Map.of(), Map.of(), 0);

    @JsonIgnore
    boolean isFormed() {
        return !clusterId.isEmpty();
    }

    MetadataImage image(int controllerNode) {
        return MetadataImage.of(version, clusterId, controllerNode, nodes, topics, nodeConfig);
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
        return new ControllerState(version + 1, id, nodes, topics, nodeConfig, nextProducerId);
    }

    ControllerState withTopics(Collection<TopicImage> changed) {
        return withTopicsAndNodeConfig(changed, Map.of(), List.of());
    }

    ControllerState withoutTopics(Collection<String> names) {
        Map<String, TopicImage> fewer = copy(topics, map -> names.forEach(map::remove));
        return new ControllerState(version + 1, clusterId, nodes, fewer, nodeConfig, nextProducerId);
    }

    /** @param partitions changed on top of {@code changed} */
    ControllerState withTopicsAndNodeConfig(
            Collection<TopicImage> changed,
            Map<Integer, Map<String, String>> changedNodeConfig,
            List<PartitionChanges> partitions) {
        Map<Integer, Map<String, String>> configs = copy(nodeConfig, map -> {
            map.putAll(changedNodeConfig);
            map.values().removeIf(Map::isEmpty);
        });
        Map<String, TopicImage> after = topicsWith(changed);
        if (!partitions.isEmpty())
            after = copy(
                    after,
                    map -> partitions.forEach(
                            change -> map.computeIfPresent(change.topic(), (name, topic) -> change.appliedTo(topic))));
        return new ControllerState(version + 1, clusterId, nodes, after, configs, nextProducerId);
    }

    ControllerState withNode(NodeImage node, List<PartitionChanges> changes) {
        Map<Integer, NodeImage> changedNodes = copy(nodes, map -> map.put(node.id(), node));
        return new ControllerState(
                version + 1, clusterId, changedNodes, topicsWith(changed(changes)), nodeConfig, nextProducerId);
    }

    ControllerState withoutNode(int node) {
        Map<Integer, NodeImage> fewer = copy(nodes, map -> map.remove(node));
        return new ControllerState(version + 1, clusterId, fewer, topics, nodeConfig, nextProducerId);
    }

    ControllerState withPartitions(List<PartitionChanges> changes) {
        return withTopics(changed(changes));
    }

    /** Not part of the image, so the version stays. */
    ControllerState withNextProducerId(long next) {
        return new ControllerState(version, clusterId, nodes, topics, nodeConfig, next);
    }

    private List<TopicImage> changed(List<PartitionChanges> changes) {
        return changes.stream()
                .map(change -> change.appliedTo(existingTopic(change.topic())))
                .toList();
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
