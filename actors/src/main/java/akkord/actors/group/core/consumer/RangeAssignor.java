package akkord.actors.group.core.consumer;

import akkord.actors.group.core.consumer.AssignmentTask.Candidate;
import akkord.protocol.domain.TopicIdPartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Of each topic, everybody who wants it gets a run of partitions, the first ones one more: partitions of the same number
 * come together, where topics have equally many. Static members stand first, in the order of their instance ids, so that
 * a restart does not change who has what.
 */
final class RangeAssignor implements Assignor {

    @Override
    public String name() {
        return "range";
    }

    @Override
    public Map<String, SortedSet<TopicIdPartition>> assign(AssignmentTask task) {
        Map<String, SortedSet<TopicIdPartition>> given = new HashMap<>();
        List<Map.Entry<String, Candidate>> line = inLine(task);
        line.forEach(member -> given.put(member.getKey(), new TreeSet<>()));
        task.partitions().forEach((topic, count) -> {
            List<SortedSet<TopicIdPartition>> shares = line.stream()
                    .filter(member -> member.getValue().topics().contains(topic))
                    .map(member -> given.get(member.getKey()))
                    .toList();
            for (int partition = 0; partition < count && !shares.isEmpty(); partition++)
                shares.get(place(partition, count, shares.size())).add(new TopicIdPartition(topic, partition));
        });
        return given;
    }

    /** Whose run a partition is in. */
    private static int place(int partition, int count, int members) {
        int least = count / members;
        int withMore = count % members;
        int inLonger = withMore * (least + 1);
        return partition < inLonger ? partition / (least + 1) : withMore + (partition - inLonger) / least;
    }

    private static List<Map.Entry<String, Candidate>> inLine(AssignmentTask task) {
        List<Map.Entry<String, Candidate>> members =
                new ArrayList<>(task.members().entrySet());
        members.sort(Comparator.comparing(
                member -> member.getValue().instanceId(), Comparator.nullsLast(Comparator.naturalOrder())));
        return members;
    }
}
