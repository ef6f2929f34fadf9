package akkord.protocol.domain;

import java.util.Comparator;

/** One partition of a topic, by the topic's identity. Ordered by both. */
public record TopicIdPartition(TopicId topic, int partition) implements Comparable<TopicIdPartition> {

    private static final Comparator<TopicIdPartition> ORDER = Comparator.<TopicIdPartition>comparingLong(
                    each -> each.topic().high())
            .thenComparingLong(each -> each.topic().low())
            .thenComparingInt(TopicIdPartition::partition);

    @Override
    public int compareTo(TopicIdPartition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return topic + "-" + partition;
    }
}
