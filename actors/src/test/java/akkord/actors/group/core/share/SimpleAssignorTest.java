package akkord.actors.group.core.share;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.group.core.consumer.AssignmentTask;
import akkord.actors.group.core.consumer.AssignmentTask.Candidate;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

/** The assignor of share groups: everything is read by somebody, nobody is idle, shares are even, and little moves. */
class SimpleAssignorTest {

    private static final int SEEDS = 3_000;

    private static TopicId topic(int number) {
        return new TopicId(0, number);
    }

    private static Candidate wants(Set<TopicIdPartition> has, int... topics) {
        Set<TopicId> wanted = new HashSet<>();
        for (int topic : topics) wanted.add(topic(topic));
        return new Candidate(null, wanted, has);
    }

    @Test
    void onePartitionIsReadByAll() {
        Map<String, SortedSet<TopicIdPartition>> given = SimpleAssignor.assign(AssignmentTask.of(
                Map.of("a", wants(Set.of(), 1), "b", wants(Set.of(), 1), "c", wants(Set.of(), 1)),
                Map.of(topic(1), 1)));
        assertThat(given.values()).containsOnly(new java.util.TreeSet<>(Set.of(new TopicIdPartition(topic(1), 0))));
    }

    @Test
    void fiveMembersReadTwoPartitionsInPairsAndThree() {
        Map<String, Candidate> members = new HashMap<>();
        for (String id : Set.of("a", "b", "c", "d", "e")) members.put(id, wants(Set.of(), 1));
        Map<TopicIdPartition, Integer> readers =
                readers(SimpleAssignor.assign(AssignmentTask.of(members, Map.of(topic(1), 2))));
        assertThat(readers.values()).containsOnly(3);
    }

    @Test
    void aMemberThatComesOrGoesMovesNoMoreThanItMust() {
        Map<TopicId, Integer> topics = Map.of(topic(1), 8, topic(2), 4);
        Map<String, SortedSet<TopicIdPartition>> two = SimpleAssignor.assign(
                AssignmentTask.of(Map.of("a", wants(Set.of(), 1, 2), "b", wants(Set.of(), 1, 2)), topics));
        assertThat(two.get("a")).hasSize(6);
        Map<String, SortedSet<TopicIdPartition>> three = SimpleAssignor.assign(AssignmentTask.of(
                Map.of(
                        "a", wants(two.get("a"), 1, 2),
                        "b", wants(two.get("b"), 1, 2),
                        "c", wants(Set.of(), 1, 2)),
                topics));
        assertThat(three.get("c")).hasSize(4);
        assertThat(two.get("a")).containsAll(three.get("a"));
        assertThat(two.get("b")).containsAll(three.get("b"));
        Map<String, SortedSet<TopicIdPartition>> again = SimpleAssignor.assign(
                AssignmentTask.of(Map.of("a", wants(three.get("a"), 1, 2), "b", wants(three.get("b"), 1, 2)), topics));
        assertThat(again.get("a")).hasSize(6).containsAll(three.get("a"));
    }

    @Test
    void whateverIsWantedIsReadEvenlyByThoseWhoWantIt() {
        for (int seed = 0; seed < SEEDS; seed++) {
            AssignmentTask task = drawn(new Random(seed));
            String what = "seed " + seed;
            Map<String, SortedSet<TopicIdPartition>> given = SimpleAssignor.assign(task);
            assertThat(given.keySet()).as(what).isEqualTo(task.members().keySet());
            given.forEach((id, share) -> share.forEach(
                    each -> assertThat(task.members().get(id).topics()).as(what).contains(each.topic())));
            Map<TopicIdPartition, Integer> readers = readers(given);
            task.partitions().forEach((topic, count) -> assertEven(what, task, topic, count, given, readers));
            assertThat(SimpleAssignor.assign(task)).as(what + " again").isEqualTo(given);
            assertThat(SimpleAssignor.assign(having(task, given)))
                    .as(what + ": what is even stays as it is")
                    .isEqualTo(given);
        }
    }

    private static void assertEven(
            String what,
            AssignmentTask task,
            TopicId topic,
            int count,
            Map<String, SortedSet<TopicIdPartition>> given,
            Map<TopicIdPartition, Integer> readers) {
        Set<String> wanting = new HashSet<>(task.members().keySet());
        wanting.removeIf(id -> !task.members().get(id).topics().contains(topic));
        if (wanting.isEmpty()) return;
        for (int partition = 0; partition < count; partition++)
            assertThat(readers).as(what).containsKey(new TopicIdPartition(topic, partition));
        boolean alike = wanting.size() == task.members().size() && isUniform(task);
        IntSummaryStatistics shares = wanting.stream()
                .mapToInt(id -> (int) given.get(id).stream()
                        .filter(each -> alike || each.topic().equals(topic))
                        .count())
                .summaryStatistics();
        assertThat(shares.getMin()).as(what).isPositive();
        assertThat(shares.getMax() - shares.getMin()).as(what).isLessThanOrEqualTo(1);
    }

    private static boolean isUniform(AssignmentTask task) {
        return task.members().values().stream()
                        .map(Candidate::topics)
                        .distinct()
                        .count()
                <= 1;
    }

    private static Map<TopicIdPartition, Integer> readers(Map<String, SortedSet<TopicIdPartition>> given) {
        Map<TopicIdPartition, Integer> readers = new HashMap<>();
        given.values().forEach(share -> share.forEach(each -> readers.merge(each, 1, Integer::sum)));
        return readers;
    }

    private static AssignmentTask having(AssignmentTask task, Map<String, SortedSet<TopicIdPartition>> given) {
        Map<String, Candidate> members = new HashMap<>();
        task.members().forEach((id, member) -> members.put(id, new Candidate(null, member.topics(), given.get(id))));
        return AssignmentTask.of(members, task.partitions());
    }

    private static AssignmentTask drawn(Random random) {
        Map<TopicId, Integer> topics = new HashMap<>();
        int topicCount = random.nextInt(4);
        for (int topic = 0; topic < topicCount; topic++) topics.put(topic(topic), 1 + random.nextInt(9));
        boolean alike = random.nextBoolean();
        Map<String, Candidate> members = new HashMap<>();
        int memberCount = random.nextInt(14);
        for (int member = 0; member < memberCount; member++) {
            Set<TopicId> wanted = new HashSet<>();
            for (TopicId topic : topics.keySet()) if (alike || random.nextBoolean()) wanted.add(topic);
            Set<TopicIdPartition> has = new HashSet<>();
            for (int i = 0; i < random.nextInt(8); i++)
                has.add(new TopicIdPartition(topic(random.nextInt(5)), random.nextInt(11)));
            members.put("m" + member, new Candidate(null, wanted, has));
        }
        return AssignmentTask.of(members, topics);
    }
}
