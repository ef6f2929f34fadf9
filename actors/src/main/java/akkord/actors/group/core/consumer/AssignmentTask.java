package akkord.actors.group.core.consumer;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an assignor is to share out.
 *
 * @param members by id
 * @param partitions how many each topic has, of all that somebody wants
 * @param racks who is near what; what is far is read all the same
 */
public record AssignmentTask(
        SortedMap<String, Candidate> members, SortedMap<TopicId, Integer> partitions, Racks racks) {

    /** @param has what it was to have so far */
    public record Candidate(@Nullable String instanceId, Set<TopicId> topics, Set<TopicIdPartition> has) {}

    /** Where nobody is nearer than others. */
    public static AssignmentTask of(Map<String, Candidate> members, Map<TopicId, Integer> partitions) {
        return of(members, partitions, Racks.UNKNOWN);
    }

    public static AssignmentTask of(Map<String, Candidate> members, Map<TopicId, Integer> partitions, Racks racks) {
        return new AssignmentTask(new TreeMap<>(members), inOrder(partitions), racks);
    }

    /** Every partition there is, in order. */
    public SortedSet<TopicIdPartition> all() {
        SortedSet<TopicIdPartition> all = new TreeSet<>();
        partitions.forEach((topic, count) -> {
            for (int partition = 0; partition < count; partition++) all.add(new TopicIdPartition(topic, partition));
        });
        return all;
    }

    /** Whether everybody wants the same topics. */
    public boolean uniform() {
        return members.values().stream().map(Candidate::topics).distinct().count() <= 1;
    }

    private static SortedMap<TopicId, Integer> inOrder(Map<TopicId, Integer> partitions) {
        SortedMap<TopicId, Integer> ordered =
                new TreeMap<>(Comparator.comparingLong(TopicId::high).thenComparingLong(TopicId::low));
        ordered.putAll(partitions);
        return ordered;
    }
}
