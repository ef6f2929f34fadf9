package akkord.protocol.door.grpc;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.LiveSettings;
import akkord.protocol.config.TopicConfigSchema;
import akkord.protocol.config.TopicSettings;
import akkord.protocol.metadata.TopicImage;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The effective settings of topics, read once for as long as its own and the node's are the same. Any thread. */
final class TopicConfigs {

    /** Many topics were deleted when so many are remembered; all are forgotten then and read anew. */
    private static final int REMEMBERED_MAX = 20_000;

    private record Known(Map<String, String> overrides, BrokerSettings node, TopicSettings settings) {}

    private final LiveSettings settings;
    private final Map<String, Known> byTopic = new ConcurrentHashMap<>();

    TopicConfigs(LiveSettings settings) {
        this.settings = settings;
    }

    TopicSettings of(TopicImage topic) {
        BrokerSettings node = settings.now();
        Known known = byTopic.get(topic.name());
        if (known != null && known.overrides == topic.config() && known.node == node) return known.settings;
        if (byTopic.size() >= REMEMBERED_MAX) byTopic.clear();
        TopicSettings resolved = TopicConfigSchema.resolve(topic.config(), node);
        byTopic.put(topic.name(), new Known(topic.config(), node, resolved));
        return resolved;
    }
}
