package akkord.actors.group.core.share;

import akkord.actors.group.core.consumer.AssignmentTask;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every partition gets at least one reader, and every member something to read of what it wants: with more members than
 * partitions several read the same. Where all want the same topics, shares differ by one partition at most; otherwise
 * that holds for each topic among those who want it. Members keep what they have as far as that allows. The same task is
 * always done in the same way.
 */
public final class SimpleAssignor {

    /** What members, and those who describe a group, are told. */
    public static final String NAME = "simple";

    private SimpleAssignor() {}

    /** @return by member id, of every member */
    public static Map<String, SortedSet<TopicIdPartition>> assign(AssignmentTask task) {
        Map<String, SortedSet<TopicIdPartition>> given = new TreeMap<>();
        task.members().keySet().forEach(id -> given.put(id, new TreeSet<>()));
        if (given.isEmpty()) return given;
        if (task.uniform()) {
            Set<TopicId> topics = task.members().values().iterator().next().topics();
            share(task, given.keySet(), topics, given);
        } else
            for (TopicId topic : task.partitions().keySet()) {
                List<String> readers = new ArrayList<>();
                task.members().forEach((id, member) -> {
                    if (member.topics().contains(topic)) readers.add(id);
                });
                share(task, readers, Set.of(topic), given);
            }
        return given;
    }

    /** All partitions of these topics among these members, who all want them. */
    private static void share(
            AssignmentTask task,
            Iterable<String> readers,
            Set<TopicId> topics,
            Map<String, SortedSet<TopicIdPartition>> given) {
        Pool pool = new Pool(task, topics);
        List<Reader> sharers = new ArrayList<>();
        for (String id : readers) sharers.add(new Reader(id, pool.of(task, id)));
        if (sharers.isEmpty() || pool.isEmpty()) return;
        // who has most keeps the one more that some get, so that little moves
        sharers.sort(
                Comparator.comparing((Reader reader) -> -reader.had().size()).thenComparing(Reader::id));
        int sharing = (pool.size() + sharers.size() - 1) / pool.size();
        int slots = pool.size() * sharing;
        for (int place = 0; place < sharers.size(); place++) {
            int quota = quota(slots, sharers.size(), place);
            pool.keep(sharers.get(place), quota, sharing);
        }
        for (int place = 0; place < sharers.size(); place++)
            pool.fill(sharers.get(place), quota(slots, sharers.size(), place));
        for (Reader reader : sharers)
            given.getOrDefault(reader.id(), new TreeSet<>()).addAll(reader.gets());
    }

    private static int quota(int slots, int members, int place) {
        return slots / members + (place < slots % members ? 1 : 0);
    }

    private record Reader(String id, SortedSet<TopicIdPartition> had, SortedSet<TopicIdPartition> gets) {

        Reader(String id, SortedSet<TopicIdPartition> had) {
            this(id, had, new TreeSet<>());
        }
    }

    /** Partitions with how many read each, those that fewest read first. */
    private static final class Pool {

        private record Place(int readers, TopicIdPartition partition) {}

        private final Map<TopicIdPartition, Integer> readers = new HashMap<>();
        private final SortedSet<Place> byReaders =
                new TreeSet<>(Comparator.comparingInt(Place::readers).thenComparing(Place::partition));

        Pool(AssignmentTask task, Set<TopicId> topics) {
            for (TopicIdPartition each : task.all()) {
                if (!topics.contains(each.topic())) continue;
                readers.put(each, 0);
                byReaders.add(new Place(0, each));
            }
        }

        boolean isEmpty() {
            return readers.isEmpty();
        }

        int size() {
            return readers.size();
        }

        /** What the member had of this so far. */
        SortedSet<TopicIdPartition> of(AssignmentTask task, String id) {
            SortedSet<TopicIdPartition> had =
                    new TreeSet<>(Objects.requireNonNull(task.members().get(id), "readers are members")
                            .has());
            had.removeIf(each -> !readers.containsKey(each));
            return had;
        }

        /** Of what the reader has, that which fewest read. */
        void keep(Reader reader, int quota, int sharing) {
            reader.had().stream()
                    .filter(each -> readers.getOrDefault(each, 0) < sharing)
                    .sorted(Comparator.<TopicIdPartition>comparingInt(each -> readers.getOrDefault(each, 0))
                            .thenComparing(Comparator.naturalOrder()))
                    .limit(quota)
                    .toList()
                    .forEach(each -> give(each, reader));
        }

        /** There are always enough that the reader does not have: nobody gets more than there are. */
        void fill(Reader reader, int quota) {
            while (reader.gets().size() < quota) {
                Place least = byReaders.stream()
                        .filter(place -> !reader.gets().contains(place.partition()))
                        .findFirst()
                        .orElseThrow();
                give(least.partition(), reader);
            }
        }

        private void give(TopicIdPartition partition, Reader reader) {
            int before = readers.getOrDefault(partition, 0);
            byReaders.remove(new Place(before, partition));
            byReaders.add(new Place(before + 1, partition));
            readers.put(partition, before + 1);
            reader.gets().add(partition);
        }
    }
}
