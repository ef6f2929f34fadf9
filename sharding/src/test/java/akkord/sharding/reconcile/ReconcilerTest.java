package akkord.sharding.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import akkord.sharding.allocation.ReplicaId;
import akkord.sharding.reconcile.Reconciler.Action;
import akkord.sharding.reconcile.Reconciler.Action.AssignReplica;
import akkord.sharding.reconcile.Reconciler.Action.CloseReplica;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReconcilerTest {

    private static final TopicId ORDERS = new TopicId(1, 1);
    private static final TopicId NEW_ORDERS = new TopicId(2, 2);

    private final Reconciler reconciler = new Reconciler(1, 64);

    @Test
    void everyReplicaOfThisNodeIsAssignedAndNoOther() {
        List<Action> actions = reconciler.reconcile(image(topic("orders", ORDERS, led(1, 0), led(2, 0), on(1, 2))));

        assertThat(actions)
                .extracting(action -> ((AssignReplica) action).replica())
                .containsExactlyInAnyOrder(new ReplicaId(1, ORDERS, 0), new ReplicaId(1, ORDERS, 2));
    }

    @Test
    void theSameImageAgainYieldsNothing() {
        MetadataImage image = image(topic("orders", ORDERS, led(1, 0)));
        reconciler.reconcile(image);

        assertThat(reconciler.reconcile(image)).isEmpty();
    }

    @Test
    void aNewEpochIsToldToThatReplicaOnly() {
        reconciler.reconcile(image(topic("orders", ORDERS, led(1, 0), led(1, 0))));

        List<Action> actions = reconciler.reconcile(image(topic("orders", ORDERS, led(1, 0), led(1, 1))));

        assertThat(actions).singleElement().satisfies(action -> {
            AssignReplica assign = (AssignReplica) action;
            assertThat(assign.replica().partition()).isEqualTo(1);
            assertThat(assign.assign().image().leaderEpoch()).isEqualTo(1);
        });
    }

    @Test
    void aChangedSettingIsToldToEveryReplicaOfTheTopic() {
        reconciler.reconcile(image(topic("orders", ORDERS, led(1, 0), led(1, 0))));
        TopicImage changed =
                new TopicImage("orders", ORDERS, false, Map.of("retention.ms", "1"), List.of(led(1, 0), led(1, 0)));

        assertThat(reconciler.reconcile(image(changed))).hasSize(2);
    }

    @Test
    void theFilesOfADeletedTopicAreDeleted() {
        reconciler.reconcile(image(topic("orders", ORDERS, led(1, 0))));

        assertThat(reconciler.reconcile(image()))
                .containsExactly(new CloseReplica(new ReplicaId(1, ORDERS, 0), new TopicPartition("orders", 0), true));
    }

    @Test
    void theFilesOfAReplicaThatMovedAwayAreDeleted() {
        reconciler.reconcile(image(topic("orders", ORDERS, led(1, 0))));

        assertThat(reconciler.reconcile(image(topic("orders", ORDERS, led(2, 1)))))
                .singleElement()
                .satisfies(action ->
                        assertThat(((CloseReplica) action).deleteFiles()).isTrue());
    }

    @Test
    void theFilesAreKeptWhereNoLaterDecisionGaveThePartitionToOthers() {
        reconciler.reconcile(image(topic("orders", ORDERS, led(1, 1), led(1, 1))));

        assertThat(reconciler.reconcile(image(topic("orders", ORDERS, led(2, 1)))))
                .hasSize(2)
                .allSatisfy(action ->
                        assertThat(((CloseReplica) action).deleteFiles()).isFalse());
    }

    @Test
    void aTopicMadeAnewWaitsUntilTheFormerHasLetGoOfItsFolder() {
        reconciler.reconcile(image(topic("orders", ORDERS, led(1, 0))));
        MetadataImage anew = image(topic("orders", NEW_ORDERS, led(1, 0)));

        assertThat(reconciler.reconcile(anew)).singleElement().isInstanceOf(CloseReplica.class);
        assertThat(reconciler.reconcile(anew)).isEmpty();
        reconciler.closed(new ReplicaId(1, ORDERS, 0));
        assertThat(reconciler.reconcile(anew)).singleElement().satisfies(action -> assertThat(
                        ((AssignReplica) action).replica().topicId())
                .isEqualTo(NEW_ORDERS));
    }

    @Test
    void whatWasToldAndIsNotOpenIsRepeated() {
        reconciler.reconcile(image(topic("orders", ORDERS, led(1, 0), led(1, 0))));

        assertThat(reconciler.repeat(partition -> partition.partition() == 0))
                .singleElement()
                .satisfies(
                        action -> assertThat(((AssignReplica) action).replica().partition())
                                .isEqualTo(1));
    }

    @Test
    void noMoreThanTheBoundAreOpeningAndAnOpenedOneLetsTheNextIn() {
        Reconciler bounded = new Reconciler(1, 2);
        MetadataImage image = image(topic("orders", ORDERS, led(1, 0), led(1, 0), led(1, 0), led(1, 0)));

        assertThat(bounded.reconcile(image)).hasSize(2);
        assertThat(bounded.reconcile(image)).isEmpty();
        assertThat(bounded.opened(partition -> false)).isEmpty();
        assertThat(bounded.opened(partition -> partition.partition() == 0)).hasSize(1);
        assertThat(bounded.opened(partition -> partition.partition() < 2)).hasSize(1);
        assertThat(bounded.opened(partition -> true)).isEmpty();
    }

    @Test
    void thoseThatWaitForASlotCountAsAssigned() {
        Reconciler bounded = new Reconciler(1, 1);
        bounded.reconcile(image(topic("orders", ORDERS, led(1, 0), led(1, 0), led(1, 0))));

        assertThat(bounded.assigned()).hasSize(3);
    }

    @Test
    void newsForAReplicaTakesNoSlot() {
        Reconciler bounded = new Reconciler(1, 1);
        bounded.reconcile(image(topic("orders", ORDERS, led(1, 0), led(1, 0))));
        bounded.opened(partition -> partition.partition() == 0);

        assertThat(bounded.reconcile(image(topic("orders", ORDERS, led(1, 1), led(1, 1)))))
                .hasSize(2);
    }

    @Test
    void theSlotOfAClosedReplicaIsFree() {
        Reconciler bounded = new Reconciler(1, 1);
        bounded.reconcile(image(topic("orders", ORDERS, led(1, 0))));

        assertThat(bounded.reconcile(image(topic("payments", NEW_ORDERS, led(1, 0)))))
                .hasSize(2);
    }

    @Test
    void aCloseIsRepeatedUntilItIsAnswered() {
        reconciler.reconcile(image(topic("orders", ORDERS, led(1, 0))));
        List<Action> close = reconciler.reconcile(image());

        assertThat(reconciler.repeat(partition -> true)).isEqualTo(close).hasSize(1);
        reconciler.closed(new ReplicaId(1, ORDERS, 0));
        assertThat(reconciler.repeat(partition -> true)).isEmpty();
    }

    private static PartitionImage led(int leader, int leaderEpoch) {
        return new PartitionImage(leader, leaderEpoch, leaderEpoch, List.of(leader), List.of(leader));
    }

    private static PartitionImage on(int... replicas) {
        List<Integer> nodes = java.util.Arrays.stream(replicas).boxed().toList();
        return new PartitionImage(nodes.get(nodes.size() - 1), 0, 0, nodes, nodes);
    }

    private static TopicImage topic(String name, TopicId id, PartitionImage... partitions) {
        return new TopicImage(name, id, false, Map.of(), List.of(partitions));
    }

    private static MetadataImage image(TopicImage... topics) {
        Map<String, TopicImage> byName = new HashMap<>();
        Map<TopicId, String> names = new HashMap<>();
        for (TopicImage topic : topics) {
            byName.put(topic.name(), topic);
            names.put(topic.id(), topic.name());
        }
        return new MetadataImage(1, "cluster", 1, Map.of(), byName, names, Map.of());
    }
}
