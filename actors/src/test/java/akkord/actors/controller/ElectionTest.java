package akkord.actors.controller;

import static akkord.actors.controller.Fixtures.node;
import static akkord.actors.controller.Fixtures.set;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.controller.ControllerCommand.AlterPartitions;
import akkord.protocol.controller.ControllerCommand.AlterPartitionsResult;
import akkord.protocol.controller.ControllerCommand.AlterReassignments;
import akkord.protocol.controller.ControllerCommand.ElectLeaders;
import akkord.protocol.controller.ControllerCommand.InSyncMember;
import akkord.protocol.controller.ControllerCommand.IsrChange;
import akkord.protocol.controller.ControllerCommand.IsrChanged;
import akkord.protocol.controller.ControllerCommand.NewTopic;
import akkord.protocol.controller.ControllerCommand.PartitionResult;
import akkord.protocol.controller.ControllerCommand.PartitionResults;
import akkord.protocol.controller.ControllerCommand.Reassignment;
import akkord.protocol.controller.ControllerCommand.ReplicaNews;
import akkord.protocol.controller.ControllerCommand.ReplicaReport;
import akkord.protocol.controller.ControllerCommand.ReportReplicas;
import akkord.protocol.controller.ControllerCommand.UnregisterNode;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is in sync, who may lead, and how partitions move; the topic needs two of its three replicas in sync. */
class ElectionTest {

    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final CoreHarness cluster = CoreHarness.withNodes(1, 2, 3, 4);

    @BeforeEach
    void aTopicOfThreeReplicas() {
        cluster.create(new NewTopic("t", -1, -1, List.of(List.of(1, 2, 3)), Map.of("min.insync.replicas", "2"), false));
    }

    @Test
    void theLeaderChangesWhoIsInSync() {
        assertThat(alter(1, 0, 0, 1, 2).why()).isNull();
        assertThat(now().inSyncReplicas()).containsExactly(1, 2);
        assertThat(now().partitionEpoch()).isEqualTo(1);
        assertThat(now().leaderEpoch()).isZero();
    }

    @Test
    void aProposalThatChangesNothingIsADecisionToo() {
        alter(1, 0, 0, 1, 2, 3);
        assertThat(now().partitionEpoch())
                .as("those before it cannot be accepted any more")
                .isEqualTo(1);
    }

    @Test
    void whoeverDoesNotKnowTheLastDecisionIsRefused() {
        alter(1, 0, 0, 1, 2);
        PartitionImage before = now();
        assertThat(code(alter(1, 0, 0, 1, 2, 3))).isEqualTo(ErrorCode.INVALID_UPDATE_VERSION);
        assertThat(code(alter(2, 0, 1, 1, 2))).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        cluster.register(node(1, "second", null));
        assertThat(code(alter(1, 0, 1, 1, 2))).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(now().partitionEpoch()).isEqualTo(before.partitionEpoch() + 1);
    }

    @Test
    void whoJoinsMustBeUpAndTheProcessThatWasSeen() {
        alter(1, 0, 0, 1, 2);
        long former = cluster.state.existingNode(3).epoch();
        cluster.report(3, NodeStatus.UNREACHABLE);
        assertThat(code(join(former))).isEqualTo(ErrorCode.INELIGIBLE_REPLICA);
        cluster.register(node(3, "second", null));
        assertThat(cluster.state.existingNode(3).epoch()).isGreaterThan(former);
        assertThat(code(join(former))).isEqualTo(ErrorCode.INELIGIBLE_REPLICA);
        assertThat(join(cluster.state.existingNode(3).epoch()).why()).isNull();
        assertThat(now().inSyncReplicas()).containsExactly(1, 2, 3);
    }

    @Test
    void nonsenseIsRefused() {
        assertThat(code(alter(1, 0, 0, 2, 3))).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(code(alter(1, 0, 0, 1, 4))).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(code(alter(1, 0, 0, 1, 1))).isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void whoLeavesWhenTooFewRemainMayStillLead() {
        alter(1, 0, 0, 1, 2);
        assertThat(now().eligibleLeaderReplicas()).as("two were enough").isEmpty();
        alter(1, 0, 1, 1);
        assertThat(now().eligibleLeaderReplicas()).containsExactly(2);

        cluster.report(1, NodeStatus.DOWN);
        assertThat(now().leader()).isEqualTo(2);
        assertThat(now().inSyncReplicas()).containsExactly(2);
        assertThat(now().eligibleLeaderReplicas()).containsExactly(1);
    }

    @Test
    void whoMayHaveLostRecordsMayNotLeadAnyMore() {
        alter(1, 0, 0, 1, 2);
        alter(1, 0, 1, 1);
        cluster.register(node(2, "second", null));
        assertThat(now().eligibleLeaderReplicas()).isEmpty();
        cluster.report(1, NodeStatus.DOWN);
        assertThat(now().leader()).isEqualTo(PartitionImage.NO_LEADER);
        assertThat(now().inSyncReplicas()).containsExactly(1);
    }

    @Test
    void othersLeadInTheSteadOfAReplicaThatCannotBeUsedAndNobodyWaitsForIt() {
        PartitionImage after = told(1, 0, ReplicaNews.OFFLINE);
        assertThat(after.leader()).isEqualTo(2);
        assertThat(after.leaderEpoch()).isEqualTo(1);
        assertThat(after.inSyncReplicas()).containsExactly(2, 3);
        assertThat(told(1, 0, ReplicaNews.OFFLINE))
                .as("of an epoch that is over")
                .isEqualTo(after);
        assertThat(told(3, 1, ReplicaNews.CANNOT_WRITE).inSyncReplicas()).containsExactly(2);
        assertThat(told(2, 1, ReplicaNews.CANNOT_WRITE).leader())
                .as("nobody else has everything")
                .isEqualTo(2);
    }

    @Test
    void aReplicaWhoseLogWasOpenedAgainLeadsInNoEpochOfBefore() {
        assertThat(told(2, 0, ReplicaNews.REOPENED))
                .as("a follower that has everything")
                .isEqualTo(now());
        PartitionImage after = told(1, 0, ReplicaNews.REOPENED);
        assertThat(after.leader()).isEqualTo(2);
        assertThat(after.leaderEpoch()).isEqualTo(1);
        assertThat(after.inSyncReplicas()).containsExactly(1, 2, 3);
    }

    @Test
    void theOnlyReplicaWhoseLogWasOpenedAgainLeadsInTheNextEpoch() {
        cluster.create(new NewTopic("alone", -1, -1, List.of(List.of(1)), Map.of(), false));
        PartitionImage after = told("alone", 1, 0, ReplicaNews.REOPENED);
        assertThat(after.leader()).isEqualTo(1);
        assertThat(after.leaderEpoch()).isEqualTo(1);
        after = told("alone", 1, 1, ReplicaNews.REOPENED_WITH_LOSSES);
        assertThat(after.leader()).isEqualTo(1);
        assertThat(after.leaderEpoch()).isEqualTo(2);
    }

    @Test
    void aReplicaThatLacksRecordsIsNeitherInSyncNorEligibleAndItsLeaderBeginsAnew() {
        PartitionImage after = told(2, 0, ReplicaNews.REOPENED_WITH_LOSSES);
        assertThat(after.leader()).isEqualTo(1);
        assertThat(after.leaderEpoch()).as("what 2 had said counts no more").isEqualTo(1);
        assertThat(after.inSyncReplicas()).containsExactly(1, 3);
        assertThat(after.eligibleLeaderReplicas()).isEmpty();
    }

    @Test
    void whatAFormerProcessTellsOfItsReplicasIsRefused() {
        IsrChanged outcome = outcome(1, 99, new ReplicaReport(id("t"), 0, 0, ReplicaNews.OFFLINE));
        assertThat(outcome.why().code()).isEqualTo(ErrorCode.BROKER_ID_NOT_REGISTERED);
        assertThat(now().leader()).isEqualTo(1);
    }

    private PartitionImage told(int node, int leaderEpoch, ReplicaNews news) {
        return told("t", node, leaderEpoch, news);
    }

    private PartitionImage told(String topic, int node, int leaderEpoch, ReplicaNews news) {
        long epoch = cluster.state.existingNode(node).epoch();
        return outcome(node, epoch, new ReplicaReport(id(topic), 0, leaderEpoch, news))
                .image();
    }

    private IsrChanged outcome(int node, long nodeEpoch, ReplicaReport report) {
        AlterPartitionsResult result =
                cluster.decide(new ReportReplicas(node, nodeEpoch, List.of(report), CoreHarness.nobody()));
        return result.results().get(0);
    }

    private TopicId id(String topic) {
        return cluster.state.existingTopic(topic).id();
    }

    @Test
    void theLastInSyncReplicaThatIsDamagedGivesWayToAnEligibleOne() {
        alter(1, 0, 0, 1, 2);
        alter(1, 0, 1, 1);
        assertThat(told(1, 0, ReplicaNews.CANNOT_WRITE).leader())
                .as("it can be read")
                .isEqualTo(1);
        PartitionImage after = told(1, 0, ReplicaNews.OFFLINE);
        assertThat(after.leader()).isEqualTo(2);
        assertThat(after.inSyncReplicas()).containsExactly(2);
    }

    @Test
    void whoCameBackWithAllItsRecordsLeadsInNoEpochOfItsFormerSelf() {
        cluster.register(node(1, "second", null).withRecordsId("r"));
        alter(2, 1, 1, 1, 2, 3);
        elect(false);
        assertThat(now().leader()).isEqualTo(1);

        cluster.register(node(1, "third", null).withRecordsId("r"));
        assertThat(now().inSyncReplicas()).as("it has everything").containsExactly(1, 2, 3);
        assertThat(now().leader()).isEqualTo(2);
        assertThat(now().leaderEpoch()).isEqualTo(3);
    }

    @Test
    void theLastInSyncReplicaThatLostRecordsWaitsForAnEligibleOneAndLeadsWhenThereIsNone() {
        alter(1, 0, 0, 1, 2);
        alter(1, 0, 1, 1);
        cluster.report(2, NodeStatus.DOWN);
        cluster.register(node(1, "second", null));
        assertThat(now().leader()).as("2 has everything").isEqualTo(PartitionImage.NO_LEADER);
        assertThat(now().inSyncReplicas()).isEmpty();
        assertThat(now().lastKnownLeaders()).containsExactly(1);

        cluster.register(node(2, "second", null));
        assertThat(now().leader())
                .as("nobody has everything for sure, 1 was the last")
                .isEqualTo(1);
        assertThat(now().inSyncReplicas()).containsExactly(1);
    }

    @Test
    void onlyWhereTheTopicAllowsItIsALeaderElectedWhoMayLackRecords() {
        onlyThreeIsUp();
        assertThat(now().leader()).isEqualTo(PartitionImage.NO_LEADER);
        assertThat(elect(true).why()).isNull();
        assertThat(now().leader()).isEqualTo(3);
        assertThat(now().inSyncReplicas()).containsExactly(3);
        assertThat(now().eligibleLeaderReplicas()).isEmpty();
    }

    @Test
    void aTopicThatAllowsItHasALeaderAsLongAsAnyoneIsUp() {
        cluster.alter("t", set("unclean.leader.election.enable", "true"));
        onlyThreeIsUp();
        assertThat(now().leader()).isEqualTo(3);
    }

    private void onlyThreeIsUp() {
        alter(1, 0, 0, 1, 2);
        cluster.report(1, NodeStatus.DOWN);
        cluster.report(2, NodeStatus.DOWN);
    }

    @Test
    void leadershipReturnsToThePreferredReplicaWhenItIsInSync() {
        cluster.report(1, NodeStatus.DOWN);
        cluster.report(1, NodeStatus.UP);
        assertThat(code(elect(false))).isEqualTo(ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE);
        alter(2, 1, 1, 1, 2, 3);
        assertThat(elect(false).why()).isNull();
        assertThat(now().leader()).isEqualTo(1);
        assertThat(code(elect(false))).isEqualTo(ErrorCode.ELECTION_NOT_NEEDED);
    }

    @Test
    void whoLeavesHandsOverAndTheLastOneLeadsToTheEnd() {
        cluster.report(1, NodeStatus.LEAVING);
        assertThat(now().leader()).isEqualTo(2);
        assertThat(now().inSyncReplicas()).containsExactly(2, 3);
        cluster.report(2, NodeStatus.LEAVING);
        cluster.report(3, NodeStatus.LEAVING);
        assertThat(now().leader()).as("nobody else can").isEqualTo(3);
        cluster.report(3, NodeStatus.DOWN);
        assertThat(now().leader()).isEqualTo(PartitionImage.NO_LEADER);
    }

    @Test
    void aPartitionMovesWhenTheNewReplicasAreInSync() {
        assertThat(move(4, 2, 3).why()).isNull();
        assertThat(now().replicas()).containsExactly(4, 2, 3, 1);
        assertThat(now().addingReplicas()).containsExactly(4);
        assertThat(now().removingReplicas()).containsExactly(1);

        alter(1, 0, 1, 1, 2, 3, 4);
        assertThat(now().replicas()).containsExactly(4, 2, 3);
        assertThat(now().inSyncReplicas()).containsExactlyInAnyOrder(2, 3, 4);
        assertThat(now().isBeingReassigned()).isFalse();
        assertThat(now().leader()).as("1 is no replica any more").isEqualTo(4);
    }

    @Test
    void aMoveCanBeCalledOff() {
        move(4, 2, 3);
        assertThat(cancel().why()).isNull();
        assertThat(now().replicas()).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(now().isBeingReassigned()).isFalse();
        assertThat(code(cancel())).isEqualTo(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS);
    }

    @Test
    void aMoveNeitherEndsNorIsCalledOffWhenThatLeavesTooFewCopies() {
        move(4, 2, 3);
        alter(1, 0, 1, 1, 4);
        assertThat(now().isBeingReassigned()).as("4 alone is too few").isTrue();
        assertThat(code(cancel())).as("1 alone is too few").isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        alter(1, 0, 2, 1, 3, 4);
        assertThat(now().replicas()).containsExactly(4, 2, 3);
        assertThat(now().inSyncReplicas()).containsExactly(3, 4);
    }

    @Test
    void aMoveToNowhereIsRefused() {
        assertThat(code(move(1, 9))).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(code(move(1, 1))).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(code(move())).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(now().partitionEpoch()).isZero();
    }

    @Test
    void aNodeIsForgottenOnceItIsGone() {
        assertThat(cluster.decide(new UnregisterNode(4, CoreHarness.nobody())).toString())
                .contains("stop it first");
        cluster.report(4, NodeStatus.DOWN);
        cluster.decide(new UnregisterNode(4, CoreHarness.nobody()));
        assertThat(cluster.image.nodes()).containsOnlyKeys(1, 2, 3);
        assertThat(cluster.decide(new UnregisterNode(4, CoreHarness.nobody())).toString())
                .contains("BROKER_ID_NOT_REGISTERED");
    }

    private PartitionImage now() {
        return cluster.partition("t", 0);
    }

    /** Whoever joins is the process that is registered now. */
    private IsrChanged alter(int leader, int leaderEpoch, int partitionEpoch, Integer... inSync) {
        List<InSyncMember> members = Arrays.stream(inSync)
                .map(id -> new InSyncMember(id, cluster.state.existingNode(id).epoch()))
                .toList();
        return propose(leader, leaderEpoch, partitionEpoch, members);
    }

    private IsrChanged join(long epochOfThree) {
        return propose(
                1,
                0,
                now().partitionEpoch(),
                List.of(new InSyncMember(1, -1), new InSyncMember(2, -1), new InSyncMember(3, epochOfThree)));
    }

    private IsrChanged propose(int leader, int leaderEpoch, int partitionEpoch, List<InSyncMember> members) {
        IsrChange change =
                new IsrChange(cluster.state.existingTopic("t").id(), 0, leaderEpoch, partitionEpoch, members, 2);
        AlterPartitionsResult result = cluster.decide(new AlterPartitions(
                leader, cluster.state.existingNode(leader).epoch(), List.of(change), CoreHarness.nobody()));
        return result.results().get(0);
    }

    private PartitionResult elect(boolean unclean) {
        return only(cluster.decide(new ElectLeaders(List.of(PARTITION), unclean, CoreHarness.nobody())));
    }

    private PartitionResult move(Integer... nodes) {
        Reassignment move = new Reassignment(PARTITION, Arrays.asList(nodes));
        return only(cluster.decide(new AlterReassignments(List.of(move), CoreHarness.nobody())));
    }

    private PartitionResult cancel() {
        Reassignment none = new Reassignment(PARTITION, null);
        return only(cluster.decide(new AlterReassignments(List.of(none), CoreHarness.nobody())));
    }

    private static PartitionResult only(PartitionResults results) {
        return results.results().get(0);
    }

    private static ErrorCode code(IsrChanged changed) {
        return changed.why().code();
    }

    private static ErrorCode code(PartitionResult result) {
        return result.why().code();
    }
}
