package akkord.protocol.group;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.TopicPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RangeAssignmentTest {

    @Test
    void everyMemberGetsARunAndTheFirstOnesOneMore() {
        Map<String, List<TopicPartition>> given =
                RangeAssignment.of(Map.of("b", List.of("t"), "a", List.of("t"), "c", List.of("t")), topic -> 7);
        assertThat(given.get("a")).containsExactly(of("t", 0), of("t", 1), of("t", 2));
        assertThat(given.get("b")).containsExactly(of("t", 3), of("t", 4));
        assertThat(given.get("c")).containsExactly(of("t", 5), of("t", 6));
    }

    @Test
    void whoReadsWhatIsNotThereGetsNothingAndIsNamedAllTheSame() {
        assertThat(RangeAssignment.of(Map.of("a", List.of("gone")), topic -> 0)).containsEntry("a", List.of());
    }

    @Test
    void everyPartitionHasOneOwnerAmongThoseWhoWantIt() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            Map<String, List<String>> wanted = new HashMap<>();
            Map<String, Integer> counts = Map.of("t", random.nextInt(9), "u", random.nextInt(9));
            for (int member = 0; member <= random.nextInt(5); member++)
                wanted.put("m" + member, random.nextBoolean() ? List.of("t", "u") : List.of("t", "t"));
            Map<String, List<TopicPartition>> given = RangeAssignment.of(wanted, counts::get);
            List<TopicPartition> all =
                    given.values().stream().flatMap(List::stream).toList();
            assertThat(all).doesNotHaveDuplicates();
            assertThat(all.stream().filter(each -> each.topic().equals("t"))).hasSize(counts.get("t"));
            given.forEach((member, partitions) -> partitions.forEach(
                    partition -> assertThat(wanted.get(member)).contains(partition.topic())));
        }
    }

    @Test
    void whatIsWrittenForMembersIsReadAsWritten() {
        assertThat(ConsumerBytes.topics(ConsumerBytes.subscription(List.of("t", "u"))))
                .isEqualTo(Set.of("t", "u"));
        List<TopicPartition> partitions = List.of(of("t", 0), of("t", 4), of("u", 1));
        assertThat(ConsumerBytes.assigned(ConsumerBytes.assignment(partitions))).isEqualTo(partitions);
        assertThat(ConsumerBytes.assigned(ConsumerBytes.assignment(List.of()))).isEmpty();
    }

    private static TopicPartition of(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }
}
