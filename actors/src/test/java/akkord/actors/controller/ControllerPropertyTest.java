package akkord.actors.controller;

import static akkord.actors.controller.Fixtures.assigned;
import static akkord.actors.controller.Fixtures.node;
import static akkord.actors.controller.Fixtures.set;
import static akkord.actors.controller.Fixtures.topic;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.controller.ControllerCommand.AlterPartitions;
import akkord.protocol.controller.ControllerCommand.ConfigChange;
import akkord.protocol.controller.ControllerCommand.ElectLeaders;
import akkord.protocol.controller.ControllerCommand.InSyncMember;
import akkord.protocol.controller.ControllerCommand.IsrChange;
import akkord.protocol.controller.ControllerCommand.TopicRef;
import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random commands, good and bad; what must hold holds after each. {@code -Dakkord.seed=N} reruns one seed. */
@Execution(ExecutionMode.CONCURRENT)
class ControllerPropertyTest {

    private static final int STEPS = 400;

    static LongStream seeds() {
        Long one = Long.getLong("akkord.seed");
        return one == null ? LongStream.range(0, 50) : LongStream.of(one);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void theInvariantsHoldWhateverIsAsked(long seed) {
        Random random = new Random(seed);
        CoreHarness cluster = CoreHarness.withNodes(1, 2, 3);
        Map<TopicId, List<PartitionImage>> before = new HashMap<>();
        ControllerState snapshot = cluster.state;
        int snapshotAt = cluster.journal.size();
        for (int step = 0; step < STEPS; step++) {
            step(cluster, random);
            for (TopicImage topic : cluster.state.topics().values()) {
                check(topic, before.put(topic.id(), topic.partitions()), cluster.state);
            }
            assertThat(cluster.image).isEqualTo(cluster.state.image(1));
            if (random.nextInt(40) == 0) {
                snapshot = cluster.state;
                snapshotAt = cluster.journal.size();
            }
        }
        assertThat(replayed(ControllerState.EMPTY.withClusterId("cluster"), cluster.journal))
                .isEqualTo(cluster.state);
        assertThat(replayed(snapshot, cluster.journal.subList(snapshotAt, cluster.journal.size())))
                .isEqualTo(cluster.state);
    }

    private static void step(CoreHarness cluster, Random random) {
        String name = "t" + random.nextInt(12);
        int id = 1 + random.nextInt(5);
        switch (random.nextInt(12)) {
            case 0, 1 -> cluster.create(topic(name, random.nextInt(6), 1 + random.nextInt(4)));
            case 2 -> cluster.create(assigned(name, List.of(List.of(id, 1 + random.nextInt(5)), List.of(1, 2))));
            case 3 -> cluster.grow(name, random.nextInt(12), List.of());
            case 4 -> cluster.delete(new TopicRef(name, null));
            case 5 -> cluster.alter(name, set("retention.ms", Integer.toString(random.nextInt(3) - 2)));
            case 6 -> cluster.register(node(id, "run-" + random.nextInt(3), random.nextBoolean() ? "r" : null));
            case 7 ->
                cluster.alter(new ConfigChange(
                        null,
                        id,
                        random.nextBoolean(),
                        List.of(set("log.segment.bytes", "" + (random.nextInt(2) << 21)))));
            case 8 -> cluster.decide(new ElectLeaders(List.of(), false, CoreHarness.nobody()));
            case 9, 10 -> propose(cluster, name, random);
            default -> {
                NodeStatus[] statuses = NodeStatus.values();
                if (cluster.state.nodes().containsKey(id))
                    cluster.report(id, statuses[random.nextInt(statuses.length)]);
            }
        }
    }

    /** As a leader does, whom it likes. */
    private static void propose(CoreHarness cluster, String name, Random random) {
        TopicImage topic = cluster.state.topics().get(name);
        if (topic == null) return;
        PartitionImage partition = topic.partitions().get(0);
        if (!partition.hasLeader()) return;
        List<InSyncMember> members = partition.replicas().stream()
                .filter(id -> id == partition.leader() || random.nextBoolean())
                .map(id -> new InSyncMember(
                        id,
                        cluster.state.nodes().containsKey(id)
                                ? cluster.state.existingNode(id).epoch()
                                : -1))
                .toList();
        IsrChange change =
                new IsrChange(topic.id(), 0, partition.leaderEpoch(), partition.partitionEpoch(), members, 1);
        long epoch = cluster.state.existingNode(partition.leader()).epoch();
        cluster.decide(new AlterPartitions(partition.leader(), epoch, List.of(change), CoreHarness.nobody()));
    }

    private static void check(TopicImage topic, List<PartitionImage> before, ControllerState state) {
        int replicationFactor = topic.partitions().get(0).replicas().size();
        for (int number = 0; number < topic.partitions().size(); number++) {
            PartitionImage partition = topic.partitions().get(number);
            assertThat(new HashSet<>(partition.replicas())).hasSize(replicationFactor);
            assertThat(partition.replicas()).hasSize(replicationFactor).containsAll(partition.inSyncReplicas());
            assertThat(partition.inSyncReplicas()).doesNotHaveDuplicates();
            assertThat(partition.replicas()).containsAll(partition.eligibleLeaderReplicas());
            assertThat(partition.inSyncReplicas()).noneMatch(partition.eligibleLeaderReplicas()::contains);
            checkLeader(partition, state);
            if (before != null && number < before.size()) checkEpochs(before.get(number), partition);
        }
    }

    private static void checkLeader(PartitionImage partition, ControllerState state) {
        Set<Integer> live = state.liveNodes();
        if (partition.hasLeader()) {
            NodeStatus status = state.existingNode(partition.leader()).status();
            assertThat(partition.inSyncReplicas()).contains(partition.leader());
            assertThat(status).isIn(NodeStatus.UP, NodeStatus.LEAVING);
            boolean otherLive = partition.inSyncReplicas().stream().anyMatch(live::contains);
            if (status == NodeStatus.LEAVING)
                assertThat(otherLive).as("%s live %s", partition, live).isFalse();
        } else {
            assertThat(partition.inSyncReplicas()).noneMatch(live::contains);
            assertThat(partition.eligibleLeaderReplicas()).noneMatch(live::contains);
            assertThat(partition.inSyncReplicas().isEmpty())
                    .as("%s", partition)
                    .isEqualTo(!partition.lastKnownLeaders().isEmpty());
        }
    }

    private static void checkEpochs(PartitionImage before, PartitionImage after) {
        assertThat(after.leaderEpoch()).isGreaterThanOrEqualTo(before.leaderEpoch());
        assertThat(after.partitionEpoch()).isGreaterThanOrEqualTo(before.partitionEpoch());
        if (after.leader() != before.leader()) assertThat(after.leaderEpoch()).isGreaterThan(before.leaderEpoch());
        if (!after.equals(before)) assertThat(after.partitionEpoch()).isGreaterThan(before.partitionEpoch());
    }

    private static ControllerState replayed(ControllerState from, List<ControllerEvent> events) {
        ControllerState state = from;
        for (ControllerEvent event : events) state = event.applyTo(state);
        return state;
    }
}
