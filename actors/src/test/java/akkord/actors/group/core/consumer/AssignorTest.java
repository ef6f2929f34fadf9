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
    void uniformGivesMembersWhatHasAReplicaOnTheirRack() {
        Map<String, Candidate> members =
                Map.of("a", wants(null, Set.of(), 1), "b", wants(null, Set.of(), 1), "c", wants(null, Set.of(), 1));
        // the last member to be dealt to is near the first partitions, and one partition is near nobody
        Racks racks = new Racks(
                Map.of("a", "r3", "b", "r2", "c", "r1"),
                Map.of(
                        at(0), Set.of("r1"),
                        at(1), Set.of("r2", "r9"),
                        at(2), Set.of("r3"),
                        at(3), Set.of("r1"),
                        at(4), Set.of("r2"),
                        at(5), Set.of("r9")));
        Map<String, SortedSet<TopicIdPartition>> given =
                uniform.assign(AssignmentTask.of(members, Map.of(topic(1), 6), racks));
        assertThat(text(given.get("a"))).isEqualTo("1:2 1:5");
        assertThat(text(given.get("b"))).isEqualTo("1:1 1:4");
        assertThat(text(given.get("c"))).isEqualTo("1:0 1:3");
    }

    @Test
    void uniformTakesWhatIsFarFromWhoHasTooMuchAndLeavesTheRest() {
        Set<TopicIdPartition> all = Set.of(at(0), at(1), at(2), at(3));
        Map<String, Candidate> members = Map.of("a", wants(null, all, 1), "b", wants(null, Set.of(), 1));
        Racks racks = new Racks(
                Map.of("a", "r2", "b", "r1"),
                Map.of(at(0), Set.of("r1"), at(1), Set.of("r2"), at(2), Set.of("r1"), at(3), Set.of("r2")));
        Map<String, SortedSet<TopicIdPartition>> given =
                uniform.assign(AssignmentTask.of(members, Map.of(topic(1), 4), racks));
        assertThat(text(given.get("a"))).isEqualTo("1:1 1:3");
        assertThat(text(given.get("b"))).isEqualTo("1:0 1:2");
    }

    @Test
    void uniformLooksAtRacksWhereMembersWantDifferentTopics() {
        Map<String, Candidate> members =
                Map.of("a", wants(null, Set.of(), 1), "b", wants(null, Set.of(), 1), "c", wants(null, Set.of(), 2));
        Racks racks = new Racks(Map.of("a", "r2", "b", "r1"), Map.of(at(0), Set.of("r1"), at(1), Set.of("r2")));
        Map<String, SortedSet<TopicIdPartition>> given =
                uniform.assign(AssignmentTask.of(members, Map.of(topic(1), 2, topic(2), 1), racks));
        assertThat(text(given.get("a"))).isEqualTo("1:1");
        assertThat(text(given.get("b"))).isEqualTo("1:0");
    }

    private static TopicIdPartition at(int partition) {
        return new TopicIdPartition(topic(1), partition);
    }

    /** As without racks, but nearer. */
    @Test
    void racksChangeNeitherHowMuchSomebodyGetsNorHowMuchStays() {
        int nearWith = 0;
        int nearWithout = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            AssignmentTask without = drawn(random);
            AssignmentTask with = new AssignmentTask(without.members(), without.partitions(), racks(without, random));
            Map<String, SortedSet<TopicIdPartition>> given = uniform.assign(with);
            Map<String, SortedSet<TopicIdPartition>> before = uniform.assign(without);
            cannotBeBroughtCloser("seed " + seed, with, given);
            if (without.uniform()) {
                assertThat(sizes(given)).as("seed " + seed).isEqualTo(sizes(before));
                assertThat(kept(with, given)).as("seed " + seed).isEqualTo(kept(without, before));
            }
            nearWith += near(with.racks(), given);
            nearWithout += near(with.racks(), before);
        }
        assertThat(nearWith).isGreaterThan(nearWithout * 5 / 4);
    }

    private static Racks racks(AssignmentTask task, Random random) {
        Map<String, String> ofMembers = new HashMap<>();
        task.members().keySet().forEach(id -> ofMembers.put(id, "r" + random.nextInt(3)));
        Map<TopicIdPartition, Set<String>> ofPartitions = new HashMap<>();
        for (TopicIdPartition each : task.all()) ofPartitions.put(each, Set.of("r" + random.nextInt(3)));
        return new Racks(ofMembers, ofPartitions);
    }

    private static List<Integer> sizes(Map<String, SortedSet<TopicIdPartition>> given) {
        return given.values().stream().map(Set::size).sorted().toList();
    }

    private static int kept(AssignmentTask task, Map<String, SortedSet<TopicIdPartition>> given) {
        return given.entrySet().stream()
                .mapToInt(each -> (int) each.getValue().stream()
                        .filter(task.members().get(each.getKey()).has()::contains)
                        .count())
                .sum();
    }

    private static int near(Racks racks, Map<String, SortedSet<TopicIdPartition>> given) {
        return given.entrySet().stream()
                .mapToInt(each -> (int) each.getValue().stream()
                        .filter(one -> racks.isNear(each.getKey(), one))
                        .count())
                .sum();
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
            cannotBeBroughtCloser("seed " + seed, task, uniform.assign(task));
        }
    }

    private static void cannotBeBroughtCloser(
            String what, AssignmentTask task, Map<String, SortedSet<TopicIdPartition>> given) {
        for (String rich : given.keySet())
            for (String poor : given.keySet()) {
                if (given.get(rich).size() - given.get(poor).size() < 2) continue;
                assertThat(given.get(rich))
                        .as(what + ": what " + rich + " could give to " + poor)
                        .noneMatch(each -> task.members().get(poor).topics().contains(each.topic()));
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
