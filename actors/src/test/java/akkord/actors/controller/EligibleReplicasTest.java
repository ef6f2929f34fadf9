package akkord.actors.controller;

import static akkord.actors.controller.Fixtures.set;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.controller.ControllerCommand.AlterPartitions;
import akkord.protocol.controller.ControllerCommand.AlterPartitionsResult;
import akkord.protocol.controller.ControllerCommand.InSyncMember;
import akkord.protocol.controller.ControllerCommand.IsrChange;
import akkord.protocol.controller.ControllerCommand.NewTopic;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who stays eligible to lead when min.insync.replicas changes; the topic needs two of its three replicas in sync. */
class EligibleReplicasTest {

    private final CoreHarness cluster = CoreHarness.withNodes(1, 2, 3);

    @BeforeEach
    void aTopicOfThreeReplicas() {
        cluster.create(new NewTopic("t", -1, -1, List.of(List.of(1, 2, 3)), Map.of("min.insync.replicas", "2"), false));
    }

    @Test
    void loweringWhatIsNeededMakesNobodyEligible() {
        inSync(2, 1, 2);
        inSync(2, 1);
        cluster.alter("t", set("min.insync.replicas", "1"));
        assertThat(now().eligibleLeaderReplicas()).isEmpty();
        assertThat(now().inSyncReplicas()).containsExactly(1);
    }

    /** Found by the simulator: the last in-sync replica returned empty, and led as the last known leader. */
    @Test
    void unlessNobodyLeadsWhoMightCommitWithoutThem() {
        inSync(2, 1, 2);
        inSync(2, 1);
        cluster.report(2, NodeStatus.DOWN);
        cluster.report(1, NodeStatus.DOWN);
        assertThat(now().hasLeader()).isFalse();
        cluster.alter("t", set("min.insync.replicas", "1"));
        assertThat(now().eligibleLeaderReplicas()).containsExactly(2);
        cluster.report(2, NodeStatus.UP);
        assertThat(now().leader()).isEqualTo(2);
        assertThat(now().eligibleLeaderReplicas()).isEmpty();
    }

    @Test
    void norWhereEvenLessIsMoreThanAreInSync() {
        cluster.alter("t", set("min.insync.replicas", "3"));
        inSync(3, 1);
        cluster.alter("t", set("min.insync.replicas", "2"));
        assertThat(now().eligibleLeaderReplicas()).containsExactly(2, 3);
    }

    /** It may have committed alone: the news that the topic asks for more are on their way. */
    @Test
    void whoLeftWhileTheLeaderStillCommitsByFewerIsNotEligible() {
        cluster.alter("t", set("min.insync.replicas", "3"));
        inSync(2, 1, 2);
        assertThat(now().eligibleLeaderReplicas()).isEmpty();
        inSync(3, 1);
        assertThat(now().eligibleLeaderReplicas()).containsExactly(2);
    }

    private PartitionImage now() {
        return cluster.partition("t", 0);
    }

    /** As node 1, which leads, proposes. @param minInSync what it commits by */
    private void inSync(int minInSync, Integer... nodes) {
        List<InSyncMember> members =
                Arrays.stream(nodes).map(id -> new InSyncMember(id, -1)).toList();
        IsrChange change =
                new IsrChange(cluster.state.existingTopic("t").id(), 0, 0, now().partitionEpoch(), members, minInSync);
        AlterPartitionsResult result = cluster.decide(
                new AlterPartitions(1, cluster.state.existingNode(1).epoch(), List.of(change), CoreHarness.nobody()));
        assertThat(result.results().get(0).why()).isNull();
    }
}
