package akkord.protocol.metadata;

import akkord.protocol.domain.TopicId;
import java.util.List;
import java.util.Map;

/**
 * One topic.
 *
 * @param config only what was set on the topic itself
 * @param partitions by partition number
 */
public record TopicImage(
        String name, TopicId id, boolean internal, Map<String, String> config, List<PartitionImage> partitions) {

    public TopicImage {
        config = Map.copyOf(config);
        partitions = List.copyOf(partitions);
    }
}
