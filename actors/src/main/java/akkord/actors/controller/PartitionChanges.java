package akkord.actors.controller;

import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** New images of some partitions of one topic, by partition number. */
public record PartitionChanges(String topic, Map<Integer, PartitionImage> partitions) {

    public PartitionChanges {
        partitions = Map.copyOf(partitions);
    }

    TopicImage appliedTo(TopicImage image) {
        List<PartitionImage> changed = new ArrayList<>(image.partitions());
        partitions.forEach(changed::set);
        return image.withPartitions(changed);
    }
}
