package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.door.kafka.handler.RequestTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each version that is offered is answered in that version: a field that it lacks must not be set. */
class EveryVersionTest {

    private static final String TOPIC = "versions";

    @TempDir
    static Path data;

    private static KafkaNode node;
    private static Uuid topicId;

    record Case(ApiKeys key, short version) {}

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(data, Map.of());
        try (Wire wire = new Wire(node.door().port())) {
            wire.send(ApiKeys.METADATA, 4, 1, message(new Case(ApiKeys.METADATA, (short) 4)))
                    .receive();
        }
        var id = node.metadata().image().topic(TOPIC).orElseThrow().id();
        topicId = new Uuid(id.high(), id.low());
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    static Stream<Case> offered() {
        List<Case> cases = new ArrayList<>();
        new RequestTable(node, Duration.ofSeconds(1)).rows().forEach(row -> {
            for (int version = row.from(); version <= row.to(); version++)
                cases.add(new Case(row.key(), (short) version));
        });
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("offered")
    void isAnsweredInItsVersion(Case of) throws Exception {
        try (Wire wire = new Wire(node.door().port())) {
            Wire.Answer answer =
                    wire.send(of.key(), of.version(), 5, message(of)).receive();
            assertThat(answer.correlationId()).isEqualTo(5);
            ApiMessage read =
                    answer.read(of.key(), of.version(), of.key().messageType.newResponse());
            if (read instanceof ListOffsetsResponseData offsets)
                assertThat(offsets.topics().get(0).partitions().get(0).errorCode())
                        .isZero();
        }
    }

    private static ApiMessage message(Case of) {
        return switch (of.key()) {
            case PRODUCE -> produce(of.version());
            case FETCH -> fetch(of.version());
            case METADATA ->
                new MetadataRequestData()
                        .setTopics(List.of(new MetadataRequestData.MetadataRequestTopic().setName(TOPIC)))
                        .setIncludeTopicAuthorizedOperations(of.version() >= 8)
                        .setIncludeClusterAuthorizedOperations(of.version() >= 8 && of.version() <= 10);
            case LIST_OFFSETS ->
                new ListOffsetsRequestData()
                        .setReplicaId(-1)
                        .setTopics(List.of(new ListOffsetsRequestData.ListOffsetsTopic()
                                .setName(TOPIC)
                                .setPartitions(List.of(new ListOffsetsRequestData.ListOffsetsPartition()
                                        .setPartitionIndex(0)
                                        .setTimestamp(-1)))));
            case OFFSET_FOR_LEADER_EPOCH -> epochs();
            case API_VERSIONS ->
                new ApiVersionsRequestData().setClientSoftwareName("test").setClientSoftwareVersion("1");
            case FIND_COORDINATOR ->
                of.version() < 4
                        ? new FindCoordinatorRequestData().setKey("group")
                        : new FindCoordinatorRequestData().setCoordinatorKeys(List.of("group"));
            default -> of.key().messageType.newRequest();
        };
    }

    private static ApiMessage produce(short version) {
        ProduceRequestData.TopicProduceData topic = new ProduceRequestData.TopicProduceData()
                .setPartitionData(List.of(new ProduceRequestData.PartitionProduceData()
                        .setIndex(0)
                        .setRecords(MemoryRecords.withRecords(
                                org.apache.kafka.common.compress.Compression.NONE,
                                new SimpleRecord(System.currentTimeMillis(), new byte[] {1})))));
        if (version >= 13) topic.setTopicId(topicId);
        else topic.setName(TOPIC);
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) -1).setTimeoutMs(10_000);
        request.topicData().add(topic);
        return request;
    }

    private static ApiMessage fetch(short version) {
        FetchRequestData.FetchTopic topic = new FetchRequestData.FetchTopic()
                .setPartitions(List.of(new FetchRequestData.FetchPartition()
                        .setPartition(0)
                        .setFetchOffset(0)
                        .setPartitionMaxBytes(1_000_000)));
        if (version >= 13) topic.setTopicId(topicId);
        else topic.setTopic(TOPIC);
        return new FetchRequestData().setMaxWaitMs(0).setMinBytes(1).setTopics(List.of(topic));
    }

    private static ApiMessage epochs() {
        OffsetForLeaderEpochRequestData request = new OffsetForLeaderEpochRequestData().setReplicaId(-1);
        request.topics()
                .add(new OffsetForLeaderEpochRequestData.OffsetForLeaderTopic()
                        .setTopic(TOPIC)
                        .setPartitions(List.of(new OffsetForLeaderEpochRequestData.OffsetForLeaderPartition()
                                .setPartition(0)
                                .setLeaderEpoch(0))));
        return request;
    }
}
