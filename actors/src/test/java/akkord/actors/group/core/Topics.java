package akkord.actors.group.core;

import akkord.protocol.domain.TopicId;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Topics of a cluster as a test draws them up: {@code "t"} has an id of its own, {@code "t", 2} another one. */
final class Topics {

    private static final PartitionImage PARTITION = new PartitionImage(0, 0, 0, List.of(0), List.of(0));

    private final Map<String, TopicImage> topics = new TreeMap<>();
    private long version;

    MetadataImage image() {
        return MetadataImage.of(++version, "c", 0, Map.of(), Map.copyOf(topics), Map.of());
    }

    Topics with(String name, int partitions) {
        return with(name, 1, partitions);
    }

    /** @param times how often it was made */
    Topics with(String name, int times, int partitions) {
        topics.put(
                name,
                new TopicImage(
                        name,
                        id(name, times),
                        name.startsWith("__"),
                        Map.of(),
                        Collections.nCopies(partitions, PARTITION)));
        return this;
    }

    Topics without(String name) {
        topics.remove(name);
        return this;
    }

    int partitions() {
        return topics.values().stream()
                .mapToInt(topic -> topic.partitions().size())
                .sum();
    }

    static TopicId id(String name, int times) {
        return new TopicId(times, name.hashCode());
    }

    /** As {@code a0 a1 b0}; the names of topics have one letter. */
    static String text(List<TopicIdPartitions> assigned) {
        if (assigned == null) return null;
        return TopicIdPartitions.each(assigned).stream()
                .map(each -> String.valueOf((char) each.topic().low()) + each.partition())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(" "));
    }
}
