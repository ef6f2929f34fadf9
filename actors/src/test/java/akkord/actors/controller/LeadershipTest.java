package akkord.actors.controller;

import static akkord.actors.controller.Fixtures.assigned;
import static akkord.actors.controller.Fixtures.node;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.controller.ControllerCommand.ReportNodeStatus;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who leads as nodes come and go. */
class LeadershipTest {

    private final CoreHarness cluster = CoreHarness.withNodes(1, 2, 3);

    @BeforeEach
    void twoTopics() {
        cluster.create(assigned("t", List.of(List.of(1, 2, 3))), assigned("u", List.of(List.of(2))));
    }

    @Test
    void theNextInSyncReplicaTakesOverUnderAHigherEpoch() {
        cluster.report(1, NodeStatus.UNREACHABLE);

        assertThat(cluster.partition("t", 0)).isEqualTo(new PartitionImage(2, 1, 1, List.of(1, 2, 3), List.of(2, 3)));
        assertThat(cluster.partition("u", 0))
                .as("not concerned")
                .isEqualTo(new PartitionImage(2, 0, 0, List.of(2), List.of(2)));
    }

    @Test
    void aFollowersLossLeavesTheLeaderAndItsEpoch() {
        cluster.report(3, NodeStatus.DOWN);

        assertThat(cluster.partition("t", 0)).isEqualTo(new PartitionImage(1, 0, 1, List.of(1, 2, 3), List.of(1, 2)));
    }

    @Test
    void theLastInSyncReplicaKeepsItsPlaceAndLeadsAgainWhenItReturns() {
        cluster.report(2, NodeStatus.DOWN);
        assertThat(cluster.partition("u", 0)).isEqualTo(new PartitionImage(-1, 1, 1, List.of(2), List.of(2)));

        cluster.register(node(2, "second", null));
        assertThat(cluster.partition("u", 0)).isEqualTo(new PartitionImage(2, 2, 2, List.of(2), List.of(2)));
    }

    @Test
    void onlyAnInSyncReplicaIsElected() {
        cluster.report(1, NodeStatus.DOWN);
        cluster.report(2, NodeStatus.DOWN);
        cluster.report(3, NodeStatus.DOWN);
        cluster.register(node(1, "second", null));

        assertThat(cluster.partition("t", 0).inSyncReplicas()).containsExactly(3);
        assertThat(cluster.partition("t", 0).leader()).isEqualTo(PartitionImage.NO_LEADER);

        cluster.register(node(3, "second", null));
        assertThat(cluster.partition("t", 0).leader()).isEqualTo(3);
    }

    @Test
    void aRestartedNodeLeadsUnderANewEpochWhatOnlyItHas() {
        cluster.register(node(2, "second", null));

        assertThat(cluster.partition("u", 0)).isEqualTo(new PartitionImage(2, 1, 1, List.of(2), List.of(2)));
    }

    @Test
    void aRestartedNodeGivesWayToThoseInSync() {
        cluster.register(node(1, "second", null));

        assertThat(cluster.partition("t", 0)).isEqualTo(new PartitionImage(2, 1, 1, List.of(1, 2, 3), List.of(2, 3)));
    }

    @Test
    void whoReturnsWithAllRecordsIsNotGivenUpForOneThatMayReturnWithout() {
        CoreHarness restarted = CoreHarness.withNodes();
        for (int id = 1; id <= 3; id++) restarted.register(node(id).withRecordsId("r" + id));
        restarted.create(assigned("t", List.of(List.of(1, 2, 3))));

        // all were killed at once: those not back yet still stand as up
        restarted.register(node(1, "second", null).withRecordsId("r1"));
        restarted.register(node(2, "second", null).withRecordsId("r2"));
        restarted.register(node(3, "second", null).withRecordsId("emptied"));

        PartitionImage after = restarted.partition("t", 0);
        assertThat(after.leader()).isIn(1, 2);
        assertThat(after.inSyncReplicas()).containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void theSameProcessRegisteringAgainChangesNoLeader() {
        int events = cluster.journal.size();
        cluster.register(node(1));
        assertThat(cluster.journal).hasSize(events);

        cluster.register(new NodeImage(1, "first", "elsewhere", 1, 2, 3, null, "0.1.0", NodeStatus.UP));
        assertThat(cluster.journal).hasSize(events + 1);
        assertThat(cluster.partition("t", 0).leaderEpoch()).isZero();
    }

    @Test
    void newsOfAFormerProcessIsIgnored() {
        cluster.register(node(2, "second", null));
        PartitionImage before = cluster.partition("u", 0);

        cluster.decide(new ReportNodeStatus(2, "first", NodeStatus.DOWN, 0, CoreHarness.nobody()));

        assertThat(cluster.partition("u", 0)).isEqualTo(before);
    }

    @Test
    void aSecondProcessWithTheSameIdElsewhereIsRefusedWhileTheFirstIsUp() {
        NodeImage other = new NodeImage(2, "other", "elsewhere", 1, 2, 3, null, "0.1.0", NodeStatus.UP);

        assertThat(cluster.register(other).getError().getMessage())
                .isEqualTo("DUPLICATE_BROKER_REGISTRATION: node id 2 is in use by the node at host-2:25520: give this"
                        + " node another id, or stop that one");
        cluster.report(2, NodeStatus.DOWN);
        assertThat(cluster.register(other).isSuccess()).isTrue();
    }
}
