package akkord.protocol.group;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Some partitions of a topic: how assignments travel and are kept. What {@link #of} makes is equal if it says the same. */
public record TopicIdPartitions(TopicId topic, List<Integer> partitions) {

    public TopicIdPartitions {
        partitions = List.copyOf(partitions);
    }

    /** By topic, everything in order. */
    public static List<TopicIdPartitions> of(Collection<TopicIdPartition> all) {
        Map<TopicId, List<Integer>> byTopic = new LinkedHashMap<>();
        for (TopicIdPartition each : new TreeSet<>(all))
            byTopic.computeIfAbsent(each.topic(), topic -> new ArrayList<>()).add(each.partition());
        return byTopic.entrySet().stream()
                .map(topic -> new TopicIdPartitions(topic.getKey(), topic.getValue()))
                .toList();
    }

    /** Each partition for itself; the set is the caller's. */
    public static SortedSet<TopicIdPartition> each(Collection<TopicIdPartitions> topics) {
        SortedSet<TopicIdPartition> all = new TreeSet<>();
        for (TopicIdPartitions topic : topics)
            for (int partition : topic.partitions()) all.add(new TopicIdPartition(topic.topic(), partition));
        return all;
    }
}
