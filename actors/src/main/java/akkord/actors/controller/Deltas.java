package akkord.actors.controller;

import akkord.protocol.controller.MetadataUpdate;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.TopicImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What nodes are told of an event. */
final class Deltas {

    private Deltas() {}

    /** @param after the state right after {@code event}; nothing when the event does not show in the image */
    static Optional<MetadataUpdate> of(ControllerEvent event, ControllerState after, int controllerNode) {
        Touched touched = event.touched();
        if (touched.equals(Touched.nothing())) return Optional.empty();
        if (touched.everything()) return Optional.of(new MetadataUpdate.Whole(after.image(controllerNode)));
        List<TopicImage> topics =
                touched.topics().stream().map(after::existingTopic).toList();
        List<NodeImage> nodes =
                touched.nodes().stream().map(after::existingNode).toList();
        Map<Integer, Map<String, String>> nodeConfig = new HashMap<>();
        touched.nodeConfig()
                .forEach(node -> nodeConfig.put(node, after.nodeConfig().getOrDefault(node, Map.of())));
        Map<String, Map<String, String>> groupConfig = new HashMap<>();
        touched.groupConfig()
                .forEach(group -> groupConfig.put(group, after.groupConfig().getOrDefault(group, Map.of())));
        return Optional.of(new MetadataUpdate.Delta(
                after.version(),
                controllerNode,
                topics,
                touched.deletedTopics(),
                nodes,
                touched.removedNodes(),
                Map.copyOf(nodeConfig),
                Map.copyOf(groupConfig)));
    }
}
