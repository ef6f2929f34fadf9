package akkord.actors.group.core.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.group.core.consumer.AssignmentTask.Candidate;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The server's assignors: everything to somebody who wants it, to nobody twice, fairly, and moved as little as may be. */
class AssignorTest {

    private static final int SEEDS = 2_000;

    private final Assignor uniform = Assignor.ALL.get(0);
    private final Assignor range = Assignor.ALL.get(1);

    private static TopicId topic(int number) {
        return new TopicId(0, number);
    }

    private static Candidate wants(String instance, Set<TopicIdPartition> has, int... topics) {
        Set<TopicId> wanted = new HashSet<>();
        for (int topic : topics) wanted.add(topic(topic));
        return new Candidate(instance, wanted, has);
    }

    private static String text(Set<TopicIdPartition> share) {
        return String.join(
                " ",
                share.stream()
                        .map(each -> each.topic().low() + ":" + each.partition())
                        .toList());
    }

    @Test
    void rangeGivesRunsAndPartitionsOfOneNumberTogether() {
        Map<String, Candidate> members = Map.of(
                "a", wants(null, Set.of(), 1, 2), "b", wants(null, Set.of(), 1, 2), "c", wants(null, Set.of(), 2));
        Map<String, SortedSet<TopicIdPartition>> given =
                range.assign(AssignmentTask.of(members, Map.of(topic(1), 3, topic(2), 7)));
        assertThat(text(given.get("a"))).isEqualTo("1:0 1:1 2:0 2:1 2:2");
        assertThat(text(given.get("b"))).isEqualTo("1:2 2:3 2:4");
        assertThat(text(given.get("c"))).isEqualTo("2:5 2:6");
    }

    @Test
    void rangeKeepsStaticMembersInTheirPlacesWhateverTheyAreCalled() {
        Map<String, Candidate> before =
                Map.of("x", wants("one", Set.of(), 1), "y", wants("two", Set.of(), 1), "a", wants(null, Set.of(), 1));
        Map<String, Candidate> after =
                Map.of("z", wants("one", Set.of(), 1), "b", wants("two", Set.of(), 1), "a", wants(null, Set.of(), 1));
        Map<TopicId, Integer> topics = Map.of(topic(1), 6);
        assertThat(range.assign(AssignmentTask.of(after, topics)).get("z"))
                .isEqualTo(range.assign(AssignmentTask.of(before, topics)).get("x"));
        assertThat(text(range.assign(AssignmentTask.of(after, topics)).get("b")))
                .isEqualTo("1:2 1:3");
    }

    @Test
    void uniformMovesNoMoreThanItMustWhenAMemberComesOrGoes() {
        Map<TopicId, Integer> topics = Map.of(topic(1), 8, topic(2), 4);
        Map<String, SortedSet<TopicIdPartition>> two = uniform.assign(
                AssignmentTask.of(Map.of("a", wants(null, Set.of(), 1, 2), "b", wants(null, Set.of(), 1, 2)), topics));
        assertThat(two.get("a")).hasSize(6);
        Map<String, SortedSet<TopicIdPartition>> three = uniform.assign(AssignmentTask.of(
                Map.of(
                        "a", wants(null, two.get("a"), 1, 2),
                        "b", wants(null, two.get("b"), 1, 2),
                        "c", wants(null, Set.of(), 1, 2)),
                topics));
        assertThat(three.get("c")).hasSize(4);
        assertThat(two.get("a")).containsAll(three.get("a"));
        assertThat(two.get("b")).containsAll(three.get("b"));
        Map<String, SortedSet<TopicIdPartition>> again = uniform.assign(AssignmentTask.of(
                Map.of("a", wants(null, three.get("a"), 1, 2), "b", wants(null, three.get("b"), 1, 2)), topics));
        assertThat(again.get("a")).hasSize(6).containsAll(three.get("a"));
    }

    @Test
    void everythingThatSomebodyWantsGoesToOneOfThem() {
        for (int seed = 0; seed < SEEDS; seed++) {
            AssignmentTask task = drawn(new Random(seed));
            for (Assignor assignor : List.of(uniform, range)) {
                Map<String, SortedSet<TopicIdPartition>> given = assignor.assign(task);
                String what = assignor.name() + " with seed " + seed;
                assertThat(given.keySet()).as(what).isEqualTo(task.members().keySet());
                Set<TopicIdPartition> all = new TreeSet<>();
                given.forEach((id, share) -> share.forEach(each -> {
                    assertThat(all.add(each)).as(what + ": twice").isTrue();
                    assertThat(task.members().get(id).topics()).as(what).contains(each.topic());
                }));
                Set<TopicIdPartition> wanted = task.all();
                wanted.removeIf(each -> task.members().values().stream()
                        .noneMatch(member -> member.topics().contains(each.topic())));
                assertThat(all).as(what).isEqualTo(wanted);
                assertThat(assignor.assign(task)).as(what + " again").isEqualTo(given);
            }
        }
    }

    @Test
    void uniformSharesCannotBeBroughtCloser() {
        for (int seed = 0; seed < SEEDS; seed++) {
            AssignmentTask task = drawn(new Random(seed));
            Map<String, SortedSet<TopicIdPartition>> given = uniform.assign(task);
            for (String rich : given.keySet())
                for (String poor : given.keySet()) {
                    if (given.get(rich).size() - given.get(poor).size() < 2) continue;
                    assertThat(given.get(rich))
                            .as("seed " + seed + ": what " + rich + " could give to " + poor)
                            .noneMatch(each -> task.members().get(poor).topics().contains(each.topic()));
                }
        }
    }

    private static AssignmentTask drawn(Random random) {
        Map<TopicId, Integer> topics = new HashMap<>();
        int topicCount = random.nextInt(4);
        for (int topic = 0; topic < topicCount; topic++) topics.put(topic(topic), 1 + random.nextInt(9));
        boolean alike = random.nextBoolean();
        Map<String, Candidate> members = new HashMap<>();
        int memberCount = random.nextInt(6);
        for (int member = 0; member < memberCount; member++) {
            Set<TopicId> wanted = new HashSet<>();
            for (TopicId topic : topics.keySet()) if (alike || random.nextBoolean()) wanted.add(topic);
            Set<TopicIdPartition> has = new HashSet<>();
            // also what is another's by now, or is there no more
            for (int i = 0; i < random.nextInt(8); i++)
                has.add(new TopicIdPartition(topic(random.nextInt(5)), random.nextInt(11)));
            String instance = random.nextBoolean() ? "i" + member : null;
            members.put("m" + member, new Candidate(instance, wanted, has));
        }
        return AssignmentTask.of(members, topics);
    }
}
