package akkord.actors.controller;

import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.List;
import java.util.Map;

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

    /** @param topics whole settings of topics by name @param nodes whole settings of nodes by id, -1 for all nodes */
    record ConfigsChanged(Map<String, Map<String, String>> topics, Map<Integer, Map<String, String>> nodes)
            implements ControllerEvent {
        @Override
        public ControllerState applyTo(ControllerState state) {
            List<TopicImage> changed = topics.entrySet().stream()
                    .map(entry -> state.existingTopic(entry.getKey()).withConfig(entry.getValue()))
                    .toList();
            return state.withTopicsAndNodeConfig(changed, nodes);
        }

        @Override
        public Touched touched() {
            return new Touched(List.copyOf(topics.keySet()), List.of(), List.of(), List.copyOf(nodes.keySet()), false);
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

    record NodeStatusChanged(int node, NodeStatus status, List<PartitionChanges> partitions)
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

    /** Leaders, in-sync replicas or epochs changed, for another reason than news of a node. */
    record PartitionsChanged(List<PartitionChanges> partitions) implements ControllerEvent {
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
