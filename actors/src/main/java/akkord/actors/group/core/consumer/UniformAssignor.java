package akkord.actors.group.core.consumer;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everybody gets about as many partitions as everybody else, and keeps as many of its own as that allows. Where all want
 * the same topics, shares differ by one at most; otherwise no partition can be moved so that two shares come closer. Of what
 * is to be given, members get what has a replica on their rack, as far as there is such, and give up what has none first; what
 * somebody has is not moved because another one is nearer.
 */
final class UniformAssignor implements Assignor {

    @Override
    public String name() {
        return "uniform";
    }

    @Override
    public Map<String, SortedSet<TopicIdPartition>> assign(AssignmentTask task) {
        Set<TopicId> wanted = new HashSet<>();
        task.members().values().forEach(member -> wanted.addAll(member.topics()));
        SortedSet<TopicIdPartition> free = task.all();
        free.removeIf(each -> !wanted.contains(each.topic()));
        Map<String, SortedSet<TopicIdPartition>> given = new TreeMap<>();
        task.members().forEach((id, member) -> {
            SortedSet<TopicIdPartition> own = new TreeSet<>();
            for (TopicIdPartition each : new TreeSet<>(member.has()))
                if (member.topics().contains(each.topic()) && free.remove(each)) own.add(each);
            given.put(id, own);
        });
        if (given.isEmpty()) return given;
        if (task.uniform()) byQuota(task.racks(), given, free);
        else byLoad(task, given, free);
        return given;
    }

    /** Who has more than the others keeps the one more, as long as there are any over. */
    private static void byQuota(
            Racks racks, Map<String, SortedSet<TopicIdPartition>> given, SortedSet<TopicIdPartition> free) {
        int total = free.size() + given.values().stream().mapToInt(Set::size).sum();
        int least = total / given.size();
        int over = total % given.size();
        List<Map.Entry<String, SortedSet<TopicIdPartition>>> richFirst = new ArrayList<>(given.entrySet());
        richFirst.sort(Comparator.comparing(each -> -each.getValue().size()));
        for (Map.Entry<String, SortedSet<TopicIdPartition>> rich : richFirst) {
            SortedSet<TopicIdPartition> own = rich.getValue();
            int most = own.size() > least && over > 0 ? least + 1 : least;
            if (most > least) over--;
            if (own.size() <= most) continue;
            List<TopicIdPartition> tooMuch = farFirst(racks, rich.getKey(), own).subList(0, own.size() - most);
            tooMuch.forEach(own::remove);
            free.addAll(tooMuch);
        }
        for (int enough = least; enough <= least + 1; enough++) {
            if (racks.areKnown()) dealNear(racks, given, free, enough);
            deal(given, free, enough);
        }
    }

    /** In the order in which a member gives up: what is far from it, that which is near others before the rest; the last first. */
    private static List<TopicIdPartition> farFirst(Racks racks, String member, SortedSet<TopicIdPartition> own) {
        List<TopicIdPartition> order = new ArrayList<>(own);
        Collections.reverse(order);
        if (racks.areKnown())
            order.sort(Comparator.<TopicIdPartition, Boolean>comparing(each -> racks.isNear(member, each))
                    .thenComparing(each -> !racks.isNearAnybody(each)));
        return order;
    }

    /** To who is near and has least, until all who are near have enough; what few are near to goes first. */
    private static void dealNear(
            Racks racks, Map<String, SortedSet<TopicIdPartition>> given, SortedSet<TopicIdPartition> free, int enough) {
        Map<TopicIdPartition, List<String>> near = new TreeMap<>(free.comparator());
        for (TopicIdPartition each : free)
            near.put(
                    each,
                    given.keySet().stream()
                            .filter(member -> racks.isNear(member, each))
                            .toList());
        List<TopicIdPartition> scarceFirst = new ArrayList<>(free);
        scarceFirst.sort(Comparator.comparingInt(
                each -> near.getOrDefault(each, List.of()).size()));
        for (TopicIdPartition each : scarceFirst) {
            SortedSet<TopicIdPartition> poorest = poorest(near.get(each), given);
            if (poorest == null || poorest.size() >= enough) continue;
            poorest.add(each);
            free.remove(each);
        }
    }

    /** One for each in turn, so that a topic is not one member's, until everybody has enough or nothing is left. */
    private static void deal(
            Map<String, SortedSet<TopicIdPartition>> given, SortedSet<TopicIdPartition> free, int enough) {
        Queue<SortedSet<TopicIdPartition>> needy = new ArrayDeque<>();
        for (SortedSet<TopicIdPartition> own : given.values()) if (own.size() < enough) needy.add(own);
        while (!free.isEmpty() && !needy.isEmpty()) {
            SortedSet<TopicIdPartition> own = needy.remove();
            TopicIdPartition first = free.first();
            free.remove(first);
            own.add(first);
            if (own.size() < enough) needy.add(own);
        }
    }

    private static void byLoad(
            AssignmentTask task, Map<String, SortedSet<TopicIdPartition>> given, SortedSet<TopicIdPartition> free) {
        Map<TopicId, List<String>> readers = new TreeMap<>(task.partitions().comparator());
        task.members().forEach((id, member) -> member.topics()
                .forEach(topic -> readers.computeIfAbsent(topic, none -> new ArrayList<>())
                        .add(id)));
        List<TopicIdPartition> rareFirst = new ArrayList<>(free);
        rareFirst.sort(Comparator.comparing(
                each -> readers.getOrDefault(each.topic(), List.of()).size()));
        for (TopicIdPartition each : rareFirst) {
            List<String> nearFirst = new ArrayList<>(readers.getOrDefault(each.topic(), List.of()));
            // keeps the order of those who are as near, and of equally poor ones the first is taken
            nearFirst.sort(Comparator.comparing(member -> !task.racks().isNear(member, each)));
            SortedSet<TopicIdPartition> poorest = poorest(nearFirst, given);
            if (poorest != null) poorest.add(each);
        }
        // each move brings two shares closer, so that there is an end
        boolean moved = true;
        while (moved) moved = moveOne(given, readers);
    }

    private static boolean moveOne(Map<String, SortedSet<TopicIdPartition>> given, Map<TopicId, List<String>> readers) {
        List<SortedSet<TopicIdPartition>> richFirst = new ArrayList<>(given.values());
        richFirst.sort(Comparator.comparing((SortedSet<TopicIdPartition> own) -> -own.size()));
        for (SortedSet<TopicIdPartition> own : richFirst) {
            for (TopicId topic :
                    own.stream().map(TopicIdPartition::topic).distinct().toList()) {
                SortedSet<TopicIdPartition> other = poorest(readers.get(topic), given);
                if (other == null || own.size() - other.size() < 2) continue;
                TopicIdPartition last = own.stream()
                        .filter(each -> each.topic().equals(topic))
                        .reduce((former, later) -> later)
                        .orElseThrow();
                own.remove(last);
                other.add(last);
                return true;
            }
        }
        return false;
    }

    private static @Nullable SortedSet<TopicIdPartition> poorest(
            @Nullable List<String> readers, Map<String, SortedSet<TopicIdPartition>> given) {
        if (readers == null) return null;
        return readers.stream()
                .map(given::get)
                .min(Comparator.comparingInt(Set::size))
                .orElse(null);
    }
}
