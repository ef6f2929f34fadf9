package akkord.actors.controller;

import static akkord.actors.controller.Fixtures.node;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaPlacementTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 99})
    void leadersAndReplicasAreSpreadEvenly(long seed) {
        List<List<Integer>> placed = place(nodes(5), 100, 3, seed);

        assertThat(placed).allMatch(replicas -> new HashSet<>(replicas).size() == 3);
        assertThat(count(placed.stream().map(replicas -> replicas.get(0)).toList()))
                .hasSize(5)
                .allSatisfy((id, leads) -> assertThat(leads).isEqualTo(20));
        assertThat(count(placed.stream().flatMap(List::stream).toList()))
                .allSatisfy((id, replicas) -> assertThat(replicas).isBetween(59, 61));
    }

    @Test
    void topicsOfOnePartitionAreSpreadToo() {
        CoreHarness cluster = CoreHarness.withNodes(1, 2, 3);
        for (int number = 0; number < 30; number++) cluster.create(Fixtures.topic("t" + number, 1, 1));

        assertThat(count(cluster.state.topics().values().stream()
                        .map(topic -> topic.partitions().get(0).leader())
                        .toList()))
                .isEqualTo(Map.of(1, 10, 2, 10, 3, 10));
    }

    @Test
    void followersOfOneNodeAreOnSeveralOthers() {
        List<List<Integer>> placed = place(nodes(4), 100, 2, 5);

        assertThat(placed.stream()
                        .filter(replicas -> replicas.get(0) == 1)
                        .map(replicas -> replicas.get(1))
                        .distinct())
                .hasSize(3);
    }

    @Test
    void replicasOfAPartitionAreOnDifferentRacks() {
        List<NodeImage> nodes = new ArrayList<>();
        for (int id = 1; id <= 6; id++) nodes.add(node(id, "first", "rack-" + (id % 3)));

        assertThat(place(nodes, 60, 3, 4))
                .allMatch(replicas ->
                        replicas.stream().map(id -> id % 3).distinct().count() == 3);
    }

    @Test
    void aNodeThatIsAwayFollowsWhereItMustAndNeverLeads() {
        List<NodeImage> nodes = new ArrayList<>(nodes(2));
        nodes.add(node(3).withStatus(NodeStatus.DOWN));

        assertThat(place(nodes, 10, 2, 1)).noneMatch(replicas -> replicas.contains(3));
        assertThat(place(nodes, 10, 3, 1)).allMatch(replicas -> replicas.get(2) == 3);
    }

    @Test
    void theSameSeedPlacesTheSame() {
        assertThat(place(nodes(5), 50, 3, 42)).isEqualTo(place(nodes(5), 50, 3, 42));
        assertThat(place(nodes(5), 50, 3, 42)).isNotEqualTo(place(nodes(5), 50, 3, 43));
    }

    private static List<List<Integer>> place(List<NodeImage> nodes, int partitions, int replicas, long seed) {
        return new ReplicaPlacement(nodes, List.of(), seed).place(partitions, replicas);
    }

    private static List<NodeImage> nodes(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(Fixtures::node).toList();
    }

    private static Map<Integer, Integer> count(List<Integer> ids) {
        return ids.stream().collect(Collectors.toMap(id -> id, id -> 1, Integer::sum, HashMap::new));
    }
}
