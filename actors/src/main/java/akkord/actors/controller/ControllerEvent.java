package akkord.actors.controller;

import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the controller decided, as the journal keeps it. One event holds all that one request changed, so that
 * creating thousands of partitions is one write and one {@link akkord.protocol.controller.MetadataUpdate.Delta}.
 * Events hold results (ids, leaders, epochs), never the rules that led to them: a replay of an old journal by a
 * newer Akkord arrives at the same state.
 */
public sealed interface ControllerEvent extends ControllerPersisted {

    ControllerState applyTo(ControllerState state);

    /** What of the image this event touched. */
    Touched touched();

    record ClusterFormed(String clusterId) implements ControllerEvent {
        @Override
        public ControllerState applyTo(ControllerState state) {
            return state.withClusterId(clusterId);
        }

        @Override
        public Touched touched() {
            return Touched.all();
        }
    }

    /**
     * A controller has begun to decide, on {@code node}. Its first write, so that whatever a former one still writes
     * is refused, or this one's is: otherwise it could go on in ignorance as long as it has nothing to write.
     */
    record ControllerTookOver(int node) implements ControllerEvent {
        @Override
        public ControllerState applyTo(ControllerState state) {
            return state;
        }

        @Override
        public Touched touched() {
            return Touched.nothing();
        }
    }

    record TopicsCreated(List<TopicImage> topics) implements ControllerEvent {
        @Override
        public ControllerState applyTo(ControllerState state) {
            return state.withTopics(topics);
        }

        @Override
        public Touched touched() {
            return Touched.topics(topics.stream().map(TopicImage::name).toList());
        }
    }

    record TopicsDeleted(List<DeletedTopic> topics) implements ControllerEvent {
        @Override
        public ControllerState applyTo(ControllerState state) {
            return state.withoutTopics(names());
        }

        @Override
        public Touched touched() {
            return Touched.deletedTopics(names());
        }

        private List<String> names() {
            return topics.stream().map(DeletedTopic::name).toList();
        }
    }

    record DeletedTopic(String name, TopicId id) {}

    record PartitionsAdded(List<AddedPartitions> topics) implements ControllerEvent {
        @Override
        public ControllerState applyTo(ControllerState state) {
            return state.withTopics(
                    topics.stream().map(added -> added.appliedTo(state)).toList());
        }

        @Override
        public Touched touched() {
            return Touched.topics(topics.stream().map(AddedPartitions::topic).toList());
        }
    }

    /** @param partitions only the new ones, which follow those there are */
    record AddedPartitions(String topic, List<PartitionImage> partitions) {
        TopicImage appliedTo(ControllerState state) {
            return state.existingTopic(topic).withMorePartitions(partitions);
        }
    }

    /**
     * @param topics whole settings of topics by name
     * @param nodes whole settings of nodes by id, -1 for all nodes
     * @param partitions what changed because fewer replicas have to be in sync than before
     * @param groups whole settings of groups by name
     */
    record ConfigsChanged(
            Map<String, Map<String, String>> topics,
            Map<Integer, Map<String, String>> nodes,
            List<PartitionChanges> partitions,
            Map<String, Map<String, String>> groups)
            implements ControllerEvent {

        /** An older Akkord knew no such partitions, and no groups. */
        public ConfigsChanged {
            partitions = partitions == null ? List.of() : partitions;
            groups = groups == null ? Map.of() : groups;
        }

        @Override
        public ControllerState applyTo(ControllerState state) {
            List<TopicImage> changed = topics.entrySet().stream()
                    .map(entry -> state.existingTopic(entry.getKey()).withConfig(entry.getValue()))
                    .toList();
            return state.withConfigs(changed, nodes, groups, partitions);
        }

        @Override
        public Touched touched() {
            Set<String> touched = new HashSet<>(topics.keySet());
            partitions.forEach(changes -> touched.add(changes.topic()));
            return Touched.configs(List.copyOf(touched), List.copyOf(nodes.keySet()), List.copyOf(groups.keySet()));
        }
    }

    /** @param partitions what changed because a node started, or started anew */
    record NodeRegistered(NodeImage node, List<PartitionChanges> partitions) implements ControllerEvent {
        @Override
        public ControllerState applyTo(ControllerState state) {
            return state.withNode(node, partitions);
        }

        @Override
        public Touched touched() {
            return Touched.node(node.id(), partitions);
        }
    }

    /** @param silentMillis for how long nothing had been heard of the node; an older Akkord kept 0 */
    record NodeStatusChanged(int node, NodeStatus status, List<PartitionChanges> partitions, long silentMillis)
            implements ControllerEvent {
        @Override
        public ControllerState applyTo(ControllerState state) {
            return state.withNode(state.existingNode(node).withStatus(status), partitions);
        }

        @Override
        public Touched touched() {
            return Touched.node(node, partitions);
        }
    }

    record NodeUnregistered(int node) implements ControllerEvent {
        @Override
        public ControllerState applyTo(ControllerState state) {
            return state.withoutNode(node);
        }

        @Override
        public Touched touched() {
            return Touched.removedNode(node);
        }
    }

    /**
     * Leaders, in-sync replicas or epochs changed, for another reason than news of a node.
     *
     * @param why for those who read the cluster's log
     */
    record PartitionsChanged(List<PartitionChanges> partitions, String why) implements ControllerEvent {

        /** An older Akkord kept no reason. */
        public PartitionsChanged {
            why = why == null ? "as was asked" : why;
        }

        @Override
        public ControllerState applyTo(ControllerState state) {
            return state.withPartitions(partitions);
        }

        @Override
        public Touched touched() {
            return Touched.topics(
                    partitions.stream().map(PartitionChanges::topic).toList());
        }
    }

    record ProducerIdsAllocated(int node, long first, int count) implements ControllerEvent {
        @Override
        public ControllerState applyTo(ControllerState state) {
            return state.withNextProducerId(first + count);
        }

        @Override
        public Touched touched() {
            return Touched.nothing();
        }
    }
}
