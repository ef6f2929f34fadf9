package akkord.actors.controller;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one request changes in partitions, on its way: later parts of it see the earlier ones. */
final class ChangedPartitions {

    private final ControllerState state;
    private final Map<String, Map<Integer, PartitionImage>> changed = new LinkedHashMap<>();
    private @Nullable Map<TopicId, TopicImage> byId;

    ChangedPartitions(ControllerState state) {
        this.state = state;
    }

    ControllerState state() {
        return state;
    }

    Optional<TopicImage> topic(TopicId id) {
        Map<TopicId, TopicImage> ids = byId;
        if (ids == null) {
            ids = new HashMap<>();
            for (TopicImage topic : state.topics().values()) ids.put(topic.id(), topic);
            byId = ids;
        }
        return Optional.ofNullable(ids.get(id));
    }

    @Nullable
    PartitionImage partition(TopicImage topic, int number) {
        PartitionImage after = changed.getOrDefault(topic.name(), Map.of()).get(number);
        if (after != null) return after;
        boolean exists = number >= 0 && number < topic.partitions().size();
        return exists ? topic.partitions().get(number) : null;
    }

    @Nullable
    PartitionImage partition(TopicPartition partition) {
        TopicImage topic = state.topics().get(partition.topic());
        return topic == null ? null : partition(topic, partition.partition());
    }

    void put(TopicImage topic, int number, PartitionImage after) {
        if (after.equals(partition(topic, number))) return;
        changed.computeIfAbsent(topic.name(), none -> new HashMap<>()).put(number, after);
    }

    boolean isEmpty() {
        return changed.isEmpty();
    }

    List<PartitionChanges> changes() {
        List<PartitionChanges> all = new ArrayList<>();
        changed.forEach((topic, partitions) -> all.add(new PartitionChanges(topic, partitions)));
        return all;
    }
}
