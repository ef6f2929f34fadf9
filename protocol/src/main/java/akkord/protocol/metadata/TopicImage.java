package akkord.protocol.metadata;

import akkord.protocol.domain.TopicId;
import java.util.ArrayList;
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

    public TopicImage withConfig(Map<String, String> newConfig) {
        return new TopicImage(name, id, internal, newConfig, partitions);
    }

    /** With {@code more} after the partitions there are. */
    public TopicImage withMorePartitions(List<PartitionImage> more) {
        List<PartitionImage> all = new ArrayList<>(partitions);
        all.addAll(more);
        return new TopicImage(name, id, internal, config, all);
    }

    public TopicImage withPartitions(List<PartitionImage> newPartitions) {
        return new TopicImage(name, id, internal, config, newPartitions);
    }
}
