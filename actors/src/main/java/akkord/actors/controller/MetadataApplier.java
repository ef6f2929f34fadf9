package akkord.actors.controller;

import akkord.protocol.controller.MetadataUpdate;
import akkord.protocol.controller.MetadataUpdate.Delta;
import akkord.protocol.controller.MetadataUpdate.Whole;
import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.TopicImage;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps a node's image current. Pure. */
public final class MetadataApplier {

    private MetadataApplier() {}

    /**
     * The image after {@code update}: the same one for what is repeated or outdated. Nothing when a delta is
     * missing between the two, or there is no image yet: ask for the whole with
     * {@link akkord.protocol.controller.ControllerCommand.Subscribe}.
     *
     * <p>Also a whole image may be outdated: a controller that was frozen answers whoever had asked it before it
     * learns that there is another. To go back would make a node delete topics that were created since.
     */
    public static Optional<MetadataImage> apply(MetadataImage image, MetadataUpdate update) {
        if (update instanceof Whole whole) return Optional.of(isOutdated(whole, image) ? image : whole.image());
        Delta delta = (Delta) update;
        if (image.clusterId().isEmpty() || delta.version() > image.version() + 1) return Optional.empty();
        if (delta.version() <= image.version()) return Optional.of(image);
        return Optional.of(next(image, delta));
    }

    /** Whether {@code whole} is the same cluster's as {@code image}, and of earlier. */
    private static boolean isOutdated(Whole whole, MetadataImage image) {
        return whole.image().clusterId().equals(image.clusterId())
                && whole.image().version() < image.version();
    }

    private static MetadataImage next(MetadataImage image, Delta delta) {
        Map<String, TopicImage> topics = new HashMap<>(image.topics());
        Map<TopicId, String> names = new HashMap<>(image.topicNames());
        delta.deletedTopics().forEach(name -> forget(topics.remove(name), names));
        for (TopicImage topic : delta.topics()) {
            forget(topics.put(topic.name(), topic), names);
            names.put(topic.id(), topic.name());
        }
        return new MetadataImage(
                delta.version(),
                image.clusterId(),
                delta.controllerNode(),
                nodes(image, delta),
                Collections.unmodifiableMap(topics),
                Collections.unmodifiableMap(names),
                configs(image.nodeConfig(), delta.nodeConfig()),
                configs(image.groupConfig(), delta.groupConfig()));
    }

    private static void forget(@Nullable TopicImage topic, Map<TopicId, String> names) {
        if (topic != null) names.remove(topic.id());
    }

    private static Map<Integer, NodeImage> nodes(MetadataImage image, Delta delta) {
        Map<Integer, NodeImage> nodes = new HashMap<>(image.nodes());
        delta.removedNodes().forEach(nodes::remove);
        delta.nodes().forEach(node -> nodes.put(node.id(), node));
        return Collections.unmodifiableMap(nodes);
    }

    private static <K> Map<K, Map<String, String>> configs(
            Map<K, Map<String, String>> present, Map<K, Map<String, String>> changed) {
        if (changed.isEmpty()) return present;
        Map<K, Map<String, String>> configs = new HashMap<>(present);
        configs.putAll(changed);
        configs.values().removeIf(Map::isEmpty);
        return Collections.unmodifiableMap(configs);
    }
}
