package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.admin.QuorumInfo;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignableTopic;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UnregisterBrokerResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Elections, reassignments, the quorum and the farewell of nodes, asked by Kafka's own client and byte by byte. */
class ClusterRequestsTest {

    @TempDir
    static Path data;

    private static KafkaNode node;
    private static KafkaCalls calls;
    private static TopicPartition partition;

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(data, Map.of());
        calls = KafkaCalls.to(node);
        partition = calls.create("led");
    }

    @AfterAll
    static void stop() throws Exception {
        calls.close();
        node.close();
    }

    private static <R extends ApiMessage> R ask(ApiKeys key, int version, ApiMessage request, R answer)
            throws Exception {
        try (Wire wire = new Wire(node.door().port())) {
            return wire.send(key, version, 1, request).receive().read(key, version, answer);
        }
    }

    @Test
    void aLeaderThatIsThePreferredOneNeedsNoElection() throws Exception {
        Map<TopicPartition, Optional<Throwable>> outcome = KafkaCalls.get(calls.admin()
                .electLeaders(ElectionType.PREFERRED, Set.of(partition))
                .partitions());
        assertThat(Errors.forException(outcome.get(partition).orElseThrow())).isEqualTo(Errors.ELECTION_NOT_NEEDED);
        TopicPartition none = new TopicPartition("none", 0);
        outcome = KafkaCalls.get(
                calls.admin().electLeaders(ElectionType.UNCLEAN, Set.of(none)).partitions());
        assertThat(Errors.forException(outcome.get(none).orElseThrow())).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void whoAsksForAllElectionsHearsOnlyOfThoseThatWereNeeded() throws Exception {
        ElectLeadersResponseData answer = ask(
                ApiKeys.ELECT_LEADERS,
                2,
                new ElectLeadersRequestData().setTopicPartitions(null),
                new ElectLeadersResponseData());
        assertThat(answer.errorCode()).isZero();
        assertThat(answer.replicaElectionResults()).isEmpty();
    }

    @Test
    void anElectionOfAnUnknownKindIsRefused() throws Exception {
        ElectLeadersResponseData answer = ask(
                ApiKeys.ELECT_LEADERS,
                2,
                new ElectLeadersRequestData().setElectionType((byte) 7).setTopicPartitions(null),
                new ElectLeadersResponseData());
        assertThat(Errors.forCode(answer.errorCode())).isEqualTo(Errors.INVALID_REQUEST);
    }

    @Test
    void aMoveToAnUnknownNodeIsRefusedAndChangesNothing() throws Exception {
        try {
            KafkaCalls.get(calls.admin()
                    .alterPartitionReassignments(
                            Map.of(partition, Optional.of(new NewPartitionReassignment(List.of(99)))))
                    .all());
            throw new AssertionError("not refused");
        } catch (ApiException refused) {
            assertThat(Errors.forException(refused)).isEqualTo(Errors.INVALID_REPLICA_ASSIGNMENT);
        }
        assertThat(KafkaCalls.get(calls.admin().listPartitionReassignments().reassignments()))
                .isEmpty();
        assertThat(node.metadata()
                        .image()
                        .topic("led")
                        .orElseThrow()
                        .partitions()
                        .get(0)
                        .replicas())
                .containsExactly(KafkaNode.ID);
    }

    @Test
    void aMoveThatWouldChangeTheNumberOfReplicasIsRefusedWhereThatIsNotAllowed() throws Exception {
        ReassignableTopic topic = new ReassignableTopic()
                .setName("led")
                .setPartitions(List.of(
                        new ReassignablePartition().setPartitionIndex(0).setReplicas(List.of(KafkaNode.ID, 2))));
        AlterPartitionReassignmentsResponseData answer = ask(
                ApiKeys.ALTER_PARTITION_REASSIGNMENTS,
                1,
                new AlterPartitionReassignmentsRequestData()
                        .setAllowReplicationFactorChange(false)
                        .setTopics(List.of(topic)),
                new AlterPartitionReassignmentsResponseData());
        assertThat(Errors.forCode(answer.responses().get(0).partitions().get(0).errorCode()))
                .isEqualTo(Errors.INVALID_REPLICATION_FACTOR);
    }

    @Test
    void aMoveThatIsNotUnderWayCannotBeCalledOff() throws Exception {
        try {
            KafkaCalls.get(calls.admin()
                    .alterPartitionReassignments(Map.of(partition, Optional.empty()))
                    .all());
            throw new AssertionError("not refused");
        } catch (ApiException refused) {
            assertThat(Errors.forException(refused)).isEqualTo(Errors.NO_REASSIGNMENT_IN_PROGRESS);
        }
    }

    @Test
    void theQuorumIsDescribed() throws Exception {
        QuorumInfo quorum =
                KafkaCalls.get(calls.admin().describeMetadataQuorum().quorumInfo());
        assertThat(quorum.leaderId()).isEqualTo(node.metadata().image().controllerNode());
        assertThat(quorum.observers())
                .extracting(QuorumInfo.ReplicaState::replicaId)
                .containsExactly(KafkaNode.ID);
        DescribeQuorumRequestData another = new DescribeQuorumRequestData()
                .setTopics(List.of(new DescribeQuorumRequestData.TopicData()
                        .setTopicName("led")
                        .setPartitions(List.of(new DescribeQuorumRequestData.PartitionData().setPartitionIndex(0)))));
        DescribeQuorumResponseData answer = ask(ApiKeys.DESCRIBE_QUORUM, 0, another, new DescribeQuorumResponseData());
        assertThat(Errors.forCode(answer.topics().get(0).partitions().get(0).errorCode()))
                .isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void aNodeThatIsThereIsNotForgottenAndAnUnknownOneCannotBe() throws Exception {
        assertThat(unregister(KafkaNode.ID)).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(unregister(99)).isEqualTo(Errors.BROKER_ID_NOT_REGISTERED);
        assertThat(node.metadata().image().nodes()).containsKey(KafkaNode.ID);
    }

    private static Errors unregister(int id) throws Exception {
        UnregisterBrokerResponseData answer = ask(
                ApiKeys.UNREGISTER_BROKER,
                0,
                new UnregisterBrokerRequestData().setBrokerId(id),
                new UnregisterBrokerResponseData());
        assertThat(answer.errorMessage()).isNotEmpty();
        return Errors.forCode(answer.errorCode());
    }
}
