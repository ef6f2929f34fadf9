package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsAssignment;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that make, grow, trim and delete topics, right and wrong; the errors are those of Apache Kafka 4.3.1. */
class TopicRequestsTest {

    private static final String OLD = "a.b";

    @TempDir
    static Path data;

    private static KafkaNode node;

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(data, Map.of("num.partitions", "3"));
        assertThat(create(topic(OLD, 3, 1)).errorCode()).isZero();
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    static Stream<Arguments> newTopics() {
        return Stream.of(
                Arguments.of(Errors.INVALID_PARTITIONS, topic("t", 0, 1)),
                Arguments.of(Errors.INVALID_PARTITIONS, topic("t", -2, 1)),
                Arguments.of(Errors.INVALID_REPLICATION_FACTOR, topic("t", 1, 0)),
                Arguments.of(Errors.INVALID_REPLICATION_FACTOR, topic("t", 1, -2)),
                Arguments.of(Errors.INVALID_REPLICATION_FACTOR, topic("t", 1, 2)),
                Arguments.of(Errors.TOPIC_ALREADY_EXISTS, topic(OLD, 3, 1)),
                Arguments.of(Errors.INVALID_TOPIC_EXCEPTION, topic("", 1, 1)),
                Arguments.of(Errors.INVALID_TOPIC_EXCEPTION, topic("..", 1, 1)),
                Arguments.of(Errors.INVALID_TOPIC_EXCEPTION, topic("a b", 1, 1)),
                Arguments.of(Errors.INVALID_TOPIC_EXCEPTION, topic("x".repeat(250), 1, 1)),
                Arguments.of(Errors.INVALID_TOPIC_EXCEPTION, topic("a_b", 1, 1)),
                Arguments.of(Errors.INVALID_REQUEST, assigned(topic("t", 1, 1), 0, 1)),
                Arguments.of(Errors.INVALID_REQUEST, assigned(topic("t", 1, -1), 0, 1)),
                Arguments.of(Errors.INVALID_REPLICA_ASSIGNMENT, assigned(topic("t", -1, -1), 1, 1)),
                Arguments.of(Errors.INVALID_REPLICA_ASSIGNMENT, assigned(topic("t", -1, -1), 0, 7)),
                Arguments.of(Errors.INVALID_REPLICA_ASSIGNMENT, assigned(topic("t", -1, -1), 0, 1, 1)),
                Arguments.of(Errors.INVALID_REPLICA_ASSIGNMENT, assigned(topic("t", -1, -1), 0)),
                Arguments.of(Errors.INVALID_REPLICA_ASSIGNMENT, assigned(assigned(topic("t", -1, -1), 0, 1), 1, 1, 7)),
                Arguments.of(Errors.INVALID_CONFIG, topic("t", 1, 1, "retention.ms", "x")),
                Arguments.of(Errors.INVALID_CONFIG, topic("t", 1, 1, "no.such", "1")),
                Arguments.of(Errors.INVALID_CONFIG, topic("t", 1, 1, "retention.ms", null)),
                Arguments.of(Errors.INVALID_CONFIG, topic("t", 1, 1, "segment.bytes", "10")),
                Arguments.of(Errors.INVALID_CONFIG, topic("t", 1, 1, "remote.storage.enable", "true")));
    }

    @ParameterizedTest
    @MethodSource("newTopics")
    void aTopicThatCannotBeMadeIsRefused(Errors why, CreatableTopic topic) throws Exception {
        CreatableTopicResult refused = create(topic);
        assertThat(Errors.forCode(refused.errorCode()))
                .as(refused.errorMessage())
                .isEqualTo(why);
        assertThat(refused.errorMessage()).isNotBlank();
        assertThat(node.metadata().image().topic("t")).isEmpty();
    }

    @Test
    void theAnswerDescribesTheTopicFromVersionFiveOnAndNamesItFromSevenOn() throws Exception {
        for (int version = 2; version <= 7; version++) {
            CreateTopicsResponseData answer =
                    create(version, false, topic("v" + version, -1, -1, "retention.ms", "1234"));
            CreatableTopicResult made = answer.topics().iterator().next();
            assertThat(made.errorCode()).isZero();
            assertThat(made.errorMessage()).isNull();
            assertThat(made.numPartitions()).isEqualTo(version < 5 ? -1 : 3);
            assertThat(made.replicationFactor()).isEqualTo((short) (version < 5 ? -1 : 1));
            assertThat(made.topicId().equals(Uuid.ZERO_UUID)).isEqualTo(version < 7);
            if (version < 5) continue;
            assertThat(made.configs())
                    .filteredOn(entry -> entry.configSource() == 1)
                    .singleElement()
                    .satisfies(own -> {
                        assertThat(own.name()).isEqualTo("retention.ms");
                        assertThat(own.value()).isEqualTo("1234");
                    });
        }
    }

    @Test
    void aTopicNamedTwiceIsRefusedOnceAndItsNeighbourIsMade() throws Exception {
        CreateTopicsResponseData answer =
                create(7, false, topic("double", 1, 1), topic("neighbour", 1, 1), topic("double", 2, 1));
        assertThat(answer.topics()).hasSize(2);
        assertThat(answer.topics().find("double").errorCode()).isEqualTo(Errors.INVALID_REQUEST.code());
        assertThat(answer.topics().find("neighbour").errorCode()).isZero();
    }

    @Test
    void whatIsOnlyValidatedOrHasNoTimeIsNotMade() throws Exception {
        CreatableTopicResult fine =
                create(7, true, topic("dry", 2, 1)).topics().iterator().next();
        assertThat(fine.errorCode()).isZero();
        assertThat(fine.numPartitions()).isEqualTo(2);
        CreateTopicsRequestData hasty = new CreateTopicsRequestData().setTimeoutMs(0);
        hasty.topics().add(topic("hasty", 1, 1));
        CreateTopicsResponseData late = ask(ApiKeys.CREATE_TOPICS, 7, hasty, new CreateTopicsResponseData());
        assertThat(late.topics().iterator().next().errorCode()).isEqualTo(Errors.REQUEST_TIMED_OUT.code());
        assertThat(node.metadata().image().topics()).doesNotContainKeys("dry", "hasty");
    }

    @Test
    void aTopicForWhichThereIsLittleTimeIsMade() throws Exception {
        CreateTopicsRequestData hurried = new CreateTopicsRequestData().setTimeoutMs(1);
        hurried.topics().add(topic("hurried", 1, 1));
        CreateTopicsResponseData answer = ask(ApiKeys.CREATE_TOPICS, 7, hurried, new CreateTopicsResponseData());
        assertThat(answer.topics().iterator().next().errorCode()).isZero();
        assertThat(node.metadata().image().topics()).containsKey("hurried");
    }

    @ParameterizedTest
    @CsvSource({
        "2,INVALID_REQUEST",
        "3,TOPIC_DELETION_DISABLED",
        "5,TOPIC_DELETION_DISABLED",
        "6,TOPIC_DELETION_DISABLED"
    })
    void whereTopicsMayNotBeDeletedEachVersionIsToldSoAndTheTopicStays(int version, Errors why, @TempDir Path folder)
            throws Exception {
        try (KafkaNode strict = new KafkaNode(folder, Map.of("delete.topic.enable", "false"));
                Wire wire = new Wire(strict.door().port())) {
            wire.send(ApiKeys.CREATE_TOPICS, 4, 1, SampleRequests.createTopics("kept", 1, (short) 1))
                    .receive();
            DeleteTopicsResponseData answer = wire.send(
                            ApiKeys.DELETE_TOPICS, version, 2, SampleRequests.deleteTopics(version, "kept"))
                    .receive()
                    .read(ApiKeys.DELETE_TOPICS, version, new DeleteTopicsResponseData());
            assertThat(answer.responses()).hasSize(1);
            assertThat(Errors.forCode(answer.responses().iterator().next().errorCode()))
                    .isEqualTo(why);
            assertThat(strict.metadata().image().topics()).containsKey("kept");
        }
    }

    static Stream<Arguments> morePartitions() {
        return Stream.of(
                Arguments.of(Errors.INVALID_PARTITIONS, 3, null),
                Arguments.of(Errors.INVALID_PARTITIONS, 2, null),
                Arguments.of(Errors.INVALID_PARTITIONS, 0, null),
                Arguments.of(Errors.INVALID_PARTITIONS, -1, null),
                Arguments.of(Errors.INVALID_REPLICA_ASSIGNMENT, 5, List.of(List.of(1))),
                Arguments.of(Errors.INVALID_REPLICA_ASSIGNMENT, 4, List.of()),
                Arguments.of(Errors.INVALID_REPLICA_ASSIGNMENT, 4, List.of(List.of())),
                Arguments.of(Errors.INVALID_REPLICA_ASSIGNMENT, 4, List.of(List.of(9))),
                Arguments.of(Errors.INVALID_REPLICA_ASSIGNMENT, 4, List.of(List.of(1, 1))));
    }

    @ParameterizedTest
    @MethodSource("morePartitions")
    void partitionsThatCannotBeAddedAreRefused(Errors why, int count, List<List<Integer>> assignment) throws Exception {
        assertThat(grow(OLD, count, assignment, false, 1)).containsExactly(why);
        assertThat(node.metadata().image().topic(OLD).orElseThrow().partitions())
                .hasSize(3);
    }

    @Test
    void partitionsAreAddedWhereTheyAreWantedAndNotByValidation() throws Exception {
        create(topic("grown", 1, 1));
        assertThat(grow("grown", 4, null, true, 1)).containsExactly(Errors.NONE);
        assertThat(grow("grown", 2, List.of(List.of(1)), false, 1)).containsExactly(Errors.NONE);
        assertThat(grow("grown", 5, null, false, 2)).containsExactly(Errors.INVALID_REQUEST);
        assertThat(grow("nowhere", 5, null, false, 1)).containsExactly(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(node.metadata().image().topic("grown").orElseThrow().partitions())
                .hasSize(2);
    }

    @Test
    void recordsAreDeletedUpToOffsetsThatThereAre() throws Exception {
        create(topic("trim", 1, 1));
        create(topic("keep", 1, 1, "cleanup.policy", "compact"));
        assertThat(trim("trim", 0, -1)).isEqualTo(Errors.NONE);
        assertThat(trim("trim", 0, 0)).isEqualTo(Errors.NONE);
        assertThat(trim("trim", 0, 1)).isEqualTo(Errors.OFFSET_OUT_OF_RANGE);
        assertThat(trim("trim", 0, -5)).isEqualTo(Errors.OFFSET_OUT_OF_RANGE);
        assertThat(trim("trim", 1, 0)).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(trim("nowhere", 0, 0)).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(trim("keep", 0, 0)).isEqualTo(Errors.POLICY_VIOLATION);
    }

    @Test
    void topicsAreDeletedByNameOrByIdButNamedOnce() throws Exception {
        create(topic("gone1", 1, 1));
        create(topic("gone2", 1, 1));
        Uuid id = create(topic("gone3", 1, 1)).topicId();
        assertThat(delete(named("nowhere"))).containsExactly(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(delete(byId(Uuid.randomUuid()))).containsExactly(Errors.UNKNOWN_TOPIC_ID);
        assertThat(delete(named("gone3").setTopicId(id))).containsExactly(Errors.INVALID_REQUEST);
        assertThat(delete(byId(Uuid.ZERO_UUID))).containsExactly(Errors.INVALID_REQUEST);
        assertThat(delete(named("gone3"), named("gone3"))).containsExactly(Errors.INVALID_REQUEST);
        assertThat(delete(byId(id), byId(id))).containsExactly(Errors.INVALID_REQUEST);
        assertThat(delete(named("gone3"), byId(id))).containsExactly(Errors.INVALID_REQUEST);
        assertThat(node.metadata().image().topics()).containsKey("gone3");

        assertThat(delete(named("gone1"), byId(id))).containsExactly(Errors.NONE, Errors.NONE);
        DeleteTopicsRequestData old =
                new DeleteTopicsRequestData().setTimeoutMs(20_000).setTopicNames(List.of("gone2", "nowhere"));
        DeleteTopicsResponseData answer = ask(ApiKeys.DELETE_TOPICS, 5, old, new DeleteTopicsResponseData());
        assertThat(answer.responses().find("gone2").errorCode()).isZero();
        assertThat(answer.responses().find("nowhere").errorCode()).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        assertThat(node.metadata().image().topics()).doesNotContainKeys("gone1", "gone2", "gone3");
    }

    private static CreatableTopic topic(String name, int partitions, int replicas, String... settings) {
        CreatableTopic topic =
                new CreatableTopic().setName(name).setNumPartitions(partitions).setReplicationFactor((short) replicas);
        for (int i = 0; i < settings.length; i += 2)
            topic.configs().add(new CreatableTopicConfig().setName(settings[i]).setValue(settings[i + 1]));
        return topic;
    }

    private static CreatableTopic assigned(CreatableTopic topic, int partition, Integer... nodes) {
        topic.assignments()
                .add(new CreatableReplicaAssignment()
                        .setPartitionIndex(partition)
                        .setBrokerIds(List.of(nodes)));
        return topic;
    }

    private static CreatableTopicResult create(CreatableTopic topic) throws Exception {
        return create(7, false, topic).topics().iterator().next();
    }

    private static CreateTopicsResponseData create(int version, boolean validateOnly, CreatableTopic... topics)
            throws Exception {
        CreateTopicsRequestData request =
                new CreateTopicsRequestData().setTimeoutMs(20_000).setValidateOnly(validateOnly);
        for (CreatableTopic topic : topics) request.topics().mustAdd(topic);
        return ask(ApiKeys.CREATE_TOPICS, version, request, new CreateTopicsResponseData());
    }

    /** @param times so often is the topic named */
    private static List<Errors> grow(
            String topic, int count, List<List<Integer>> assignment, boolean validateOnly, int times) throws Exception {
        CreatePartitionsRequestData request =
                new CreatePartitionsRequestData().setTimeoutMs(20_000).setValidateOnly(validateOnly);
        for (int i = 0; i < times; i++) {
            CreatePartitionsTopic more =
                    new CreatePartitionsTopic().setName(topic).setCount(count + i);
            more.setAssignments(
                    assignment == null
                            ? null
                            : assignment.stream()
                                    .map(nodes -> new CreatePartitionsAssignment().setBrokerIds(nodes))
                                    .toList());
            request.topics().mustAdd(more);
        }
        CreatePartitionsResponseData answer =
                ask(ApiKeys.CREATE_PARTITIONS, 3, request, new CreatePartitionsResponseData());
        return answer.results().stream()
                .map(result -> Errors.forCode(result.errorCode()))
                .toList();
    }

    private static Errors trim(String topic, int partition, long before) throws Exception {
        DeleteRecordsRequestData request = new DeleteRecordsRequestData()
                .setTimeoutMs(20_000)
                .setTopics(List.of(new DeleteRecordsTopic()
                        .setName(topic)
                        .setPartitions(List.of(new DeleteRecordsPartition()
                                .setPartitionIndex(partition)
                                .setOffset(before)))));
        DeleteRecordsResponseData answer = ask(ApiKeys.DELETE_RECORDS, 2, request, new DeleteRecordsResponseData());
        return Errors.forCode(
                answer.topics().iterator().next().partitions().iterator().next().errorCode());
    }

    private static DeleteTopicState named(String name) {
        return new DeleteTopicState().setName(name);
    }

    private static DeleteTopicState byId(Uuid id) {
        return new DeleteTopicState().setName(null).setTopicId(id);
    }

    private static List<Errors> delete(DeleteTopicState... topics) throws Exception {
        DeleteTopicsRequestData request =
                new DeleteTopicsRequestData().setTimeoutMs(20_000).setTopics(List.of(topics));
        List<Errors> outcomes = new ArrayList<>();
        DeleteTopicsResponseData answer = ask(ApiKeys.DELETE_TOPICS, 6, request, new DeleteTopicsResponseData());
        answer.responses().forEach(result -> outcomes.add(Errors.forCode(result.errorCode())));
        return outcomes;
    }

    private static <R extends ApiMessage> R ask(ApiKeys key, int version, ApiMessage request, R into) throws Exception {
        try (Wire wire = new Wire(node.door().port())) {
            return wire.send(key, version, 1, request).receive().read(key, version, into);
        }
    }
}
