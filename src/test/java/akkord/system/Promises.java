package akkord.system;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the cluster has acknowledged: which value is at which offset of which partition. Any thread. */
final class Promises {

    private final Map<Integer, Map<Long, String>> byPartition = new TreeMap<>();
    private final Map<Integer, Long> lastOffsets = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private int count;

    synchronized void add(int partition, long offset, String value) {
        String before =
                byPartition.computeIfAbsent(partition, none -> new HashMap<>()).put(offset, value);
        if (before != null)
            violations.add(
                    "offset " + offset + " of partition " + partition + " was given to " + before + " and to " + value);
        lastOffsets.merge(partition, offset, Math::max);
        count++;
    }

    synchronized int count() {
        return count;
    }

    /** The last offset of that partition that was acknowledged; -1 if none was. */
    synchronized long last(int partition) {
        return lastOffsets.getOrDefault(partition, -1L);
    }

    /** Everything that is wrong with what a replica holds; empty when it keeps what was promised. */
    synchronized List<String> brokenBy(String replica, int partition, List<ReplicaFiles.Stored> stored) {
        List<String> broken = new ArrayList<>(violations);
        Map<Long, String> there = new HashMap<>();
        Map<String, Long> offsets = new HashMap<>();
        Map<String, Long> lastOfWriter = new HashMap<>();
        long expected = stored.isEmpty() ? 0 : stored.get(0).offset();
        for (ReplicaFiles.Stored record : stored) {
            if (record.offset() != expected)
                broken.add(replica + ": offset " + record.offset() + " follows " + (expected - 1));
            expected = record.offset() + 1;
            there.put(record.offset(), record.value());
            Long twice = offsets.put(record.value(), record.offset());
            if (twice != null)
                broken.add(replica + ": " + record.value() + " is at " + twice + " and at " + record.offset());
            checkOrder(replica, record, lastOfWriter, broken);
        }
        byPartition.getOrDefault(partition, Map.of()).forEach((offset, value) -> {
            String found = there.get(offset);
            if (!value.equals(found))
                broken.add(replica + ": offset " + offset + " of partition " + partition + " holds " + found
                        + ", promised was " + value);
        });
        return broken.size() > 20 ? broken.subList(0, 20) : broken;
    }

    /** Values are {@code writer:number}; a writer's numbers only grow within a partition. */
    private static void checkOrder(
            String replica, ReplicaFiles.Stored record, Map<String, Long> lastOfWriter, List<String> broken) {
        int colon = record.value().indexOf(':');
        String writer = record.value().substring(0, colon);
        long number = Long.parseLong(record.value().substring(colon + 1));
        Long last = lastOfWriter.put(writer, number);
        if (last != null && last >= number)
            broken.add(
                    replica + ": at offset " + record.offset() + " " + number + " of " + writer + " follows " + last);
    }
}
