package akkord.protocol.group;

import akkord.protocol.domain.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** Kafka's range strategy: of each topic, every subscriber gets a run of partitions, the first ones one more. */
public final class RangeAssignment {

    /** The name members agree on. */
    public static final String NAME = "range";

    private RangeAssignment() {}

    /**
     * @param subscriptions topics, by member id
     * @param partitions how many a topic has; 0: there is no such topic
     * @return by member id, of every member
     */
    public static Map<String, List<TopicPartition>> of(
            Map<String, ? extends Iterable<String>> subscriptions, ToIntFunction<String> partitions) {
        Map<String, List<TopicPartition>> given = new HashMap<>();
        SortedMap<String, List<String>> subscribers = new TreeMap<>();
        subscriptions.forEach((member, topics) -> {
            given.put(member, new ArrayList<>());
            for (String topic : topics)
                subscribers.computeIfAbsent(topic, none -> new ArrayList<>()).add(member);
        });
        subscribers.forEach((topic, members) -> {
            List<String> sorted = members.stream().distinct().sorted().toList();
            int count = partitions.applyAsInt(topic);
            int next = 0;
            for (int place = 0; place < sorted.size(); place++) {
                int share = count / sorted.size() + (place < count % sorted.size() ? 1 : 0);
                for (int i = 0; i < share; i++)
                    given.getOrDefault(sorted.get(place), new ArrayList<>()).add(new TopicPartition(topic, next++));
            }
        });
        return given;
    }
}
