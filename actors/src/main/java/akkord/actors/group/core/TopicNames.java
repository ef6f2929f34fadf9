package akkord.actors.group.core;

import akkord.actors.group.core.consumer.ConsumerTarget;
import akkord.actors.group.core.consumer.SubscribedTopic;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.domain.TopicPartition;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What the topics of a group's targets are called, for those who are told of them. */
final class TopicNames {

    private final Map<TopicId, String> names = new HashMap<>();

    void learn(ConsumerTarget target) {
        target.topics().forEach(topic -> names.put(topic.id(), topic.name()));
    }

    /** Forgets those of former targets. */
    void keepOnly(ConsumerTarget target) {
        Set<TopicId> used = target.topics().stream().map(SubscribedTopic::id).collect(Collectors.toSet());
        names.keySet().retainAll(used);
    }

    List<TopicPartition> named(Collection<TopicIdPartition> partitions) {
        return partitions.stream()
                .map(each -> new TopicPartition(
                        names.getOrDefault(each.topic(), each.topic().toString()), each.partition()))
                .toList();
    }

    Map<TopicId, String> known() {
        return Collections.unmodifiableMap(names);
    }
}
