package akkord.actors.group.core;

import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.TopicImage;
import java.util.Collection;
import java.util.SortedSet;
import java.util.TreeSet;

/** Partitions by the names that members of the classic protocol know, as the coordinator knows them. */
final class TopicIds {

    private TopicIds() {}

    /** Without those of topics that are not there. */
    static SortedSet<TopicIdPartition> of(Collection<TopicPartition> named, MetadataImage image) {
        SortedSet<TopicIdPartition> known = new TreeSet<>();
        for (TopicPartition each : named)
            image.topic(each.topic())
                    .map(TopicImage::id)
                    .ifPresent(id -> known.add(new TopicIdPartition(id, each.partition())));
        return known;
    }
}
