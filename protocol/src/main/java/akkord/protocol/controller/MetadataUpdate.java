package akkord.protocol.controller;

import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.TopicImage;
import java.util.List;
import java.util.Map;

/** News of the cluster, from the controller to every node, in order. */
public sealed interface MetadataUpdate extends ControllerMessage {

    /** The whole image. */
    record Whole(MetadataImage image) implements MetadataUpdate {}

    /**
     * What changed from {@code version - 1} to {@code version}; a node that holds another version asks for
     * the whole with {@link ControllerCommand.Subscribe}.
     *
     * @param topics new or changed, whole @param deletedTopics by name @param nodes new or changed
     * @param nodeConfig new or changed, whole; an empty map: none is set any more
     * @param groupConfig the same, by group; an older Akkord sends none
     */
    record Delta(
            long version,
            int controllerNode,
            List<TopicImage> topics,
            List<String> deletedTopics,
            List<NodeImage> nodes,
            List<Integer> removedNodes,
            Map<Integer, Map<String, String>> nodeConfig,
            Map<String, Map<String, String>> groupConfig)
            implements MetadataUpdate {

        public Delta {
            groupConfig = groupConfig == null ? Map.of() : groupConfig;
        }

        /** Without settings of groups. */
        public Delta(
                long version,
                int controllerNode,
                List<TopicImage> topics,
                List<String> deletedTopics,
                List<NodeImage> nodes,
                List<Integer> removedNodes,
                Map<Integer, Map<String, String>> nodeConfig) {
            this(version, controllerNode, topics, deletedTopics, nodes, removedNodes, nodeConfig, Map.of());
        }
    }
}
