package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.door.kafka.handler.RequestTable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each version that is offered does what was asked and is answered in that version, without fields that it lacks. */
class EveryVersionTest {

    private static final String TOPIC = "versions";
    private static final int VERSION_AT = 6;

    /** What these answer when they do as they should; all others say that nothing is wrong. */
    private static final Map<ApiKeys, Set<Errors>> EXPECTED = Map.ofEntries(
            Map.entry(ApiKeys.DELETE_SHARE_GROUP_OFFSETS, Set.of(Errors.GROUP_ID_NOT_FOUND)),
            Map.entry(ApiKeys.DELETE_TOPICS, Set.of(Errors.UNKNOWN_TOPIC_OR_PARTITION)),
            Map.entry(ApiKeys.UNREGISTER_BROKER, Set.of(Errors.BROKER_ID_NOT_REGISTERED)),
            Map.entry(ApiKeys.JOIN_GROUP, Set.of(Errors.NONE, Errors.MEMBER_ID_REQUIRED)),
            Map.entry(ApiKeys.SYNC_GROUP, Set.of(Errors.UNKNOWN_MEMBER_ID)),
            Map.entry(ApiKeys.HEARTBEAT, Set.of(Errors.UNKNOWN_MEMBER_ID)),
            Map.entry(ApiKeys.LEAVE_GROUP, Set.of(Errors.NONE, Errors.UNKNOWN_MEMBER_ID)),
            Map.entry(ApiKeys.OFFSET_DELETE, Set.of(Errors.NONE, Errors.GROUP_ID_NOT_FOUND)),
            Map.entry(ApiKeys.DESCRIBE_GROUPS, Set.of(Errors.NONE, Errors.GROUP_ID_NOT_FOUND)),
            Map.entry(ApiKeys.CONSUMER_GROUP_DESCRIBE, Set.of(Errors.GROUP_ID_NOT_FOUND)),
            Map.entry(ApiKeys.DELETE_GROUPS, Set.of(Errors.GROUP_ID_NOT_FOUND)),
            Map.entry(ApiKeys.SHARE_GROUP_DESCRIBE, Set.of(Errors.GROUP_ID_NOT_FOUND)),
            Map.entry(ApiKeys.SHARE_ACKNOWLEDGE, Set.of(Errors.SHARE_SESSION_NOT_FOUND)));

    @TempDir
    static Path data;

    private static KafkaNode node;
    private static Uuid topicId;

    record Case(ApiKeys key, short version) {}

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(data, Map.of("group.initial.rebalance.delay.ms", "0"));
        try (Wire wire = new Wire(node.door().port())) {
            wire.send(ApiKeys.CREATE_TOPICS, 4, 1, SampleRequests.createTopics(TOPIC, 1, (short) 1))
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
        new RequestTable(node.context(), Duration.ofSeconds(1)).rows().forEach(row -> {
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
            AbstractResponse read = AbstractResponse.parseResponse(
                    of.key(), new ByteBufferAccessor(answer.body(of.key(), of.version())), of.version());
            assertThat(read.errorCounts().keySet()).isSubsetOf(EXPECTED.getOrDefault(of.key(), Set.of(Errors.NONE)));
        }
    }

    /** The table in ApiVersions is the one that requests are taken by; only Produce says more, for librdkafka. */
    @Test
    void theVersionsToldAreThoseThatAreTaken() throws Exception {
        try (Wire wire = new Wire(node.door().port())) {
            ApiVersionsResponseData told = wire.send(
                            ApiKeys.API_VERSIONS, 3, 1, SampleRequests.of(ApiKeys.API_VERSIONS, 3, TOPIC, topicId))
                    .receive()
                    .read(ApiKeys.API_VERSIONS, 3, new ApiVersionsResponseData());
            List<Case> all = new ArrayList<>();
            told.apiKeys().forEach(row -> {
                ApiKeys key = ApiKeys.forId(row.apiKey());
                int from = key == ApiKeys.PRODUCE ? 3 : row.minVersion();
                for (int version = from; version <= row.maxVersion(); version++)
                    all.add(new Case(key, (short) version));
            });
            assertThat(all).containsExactlyInAnyOrderElementsOf(offered().toList());
            assertThat(told.apiKeys().find(ApiKeys.PRODUCE.id).minVersion()).isZero();
        }
        byte[] frame = Wire.request(
                ApiKeys.PRODUCE, 3, 1, SampleRequests.produce(3, TOPIC, topicId, 0, SampleRequests.records(1)));
        for (short version = 0; version < 3; version++) {
            ByteBuffer.wrap(frame).putShort(VERSION_AT, version);
            try (Wire wire = new Wire(node.door().port())) {
                assertThat(wire.write(frame).isHungUpOn()).isTrue();
            }
        }
    }

    private static ApiMessage message(Case of) {
        return switch (of.key()) {
            case METADATA ->
                new MetadataRequestData()
                        .setTopics(List.of(new MetadataRequestData.MetadataRequestTopic().setName(TOPIC)))
                        .setIncludeTopicAuthorizedOperations(of.version() >= 8)
                        .setIncludeClusterAuthorizedOperations(of.version() >= 8 && of.version() <= 10);
            case FIND_COORDINATOR ->
                of.version() < 4
                        ? new FindCoordinatorRequestData().setKey("group")
                        : new FindCoordinatorRequestData().setCoordinatorKeys(List.of("group"));
            case CREATE_TOPICS -> SampleRequests.createTopics("made-in-" + of.version(), 1, (short) 1);
            case CREATE_PARTITIONS -> SampleRequests.createPartitions(TOPIC, 2 + of.version());
            case INIT_PRODUCER_ID -> new InitProducerIdRequestData().setTransactionalId(null);
            case CONSUMER_GROUP_HEARTBEAT -> GroupSamples.consume(of.version(), TOPIC);
            case CONSUMER_GROUP_DESCRIBE -> GroupSamples.describeConsumers();
            case SHARE_GROUP_HEARTBEAT -> GroupSamples.share(TOPIC);
            case SHARE_FETCH -> GroupSamples.shareFetch(topicId);
            case SHARE_ACKNOWLEDGE -> GroupSamples.shareAcknowledge();
            case SHARE_GROUP_DESCRIBE -> GroupSamples.describeSharers();
            case JOIN_GROUP -> GroupSamples.join(of.version());
            case SYNC_GROUP -> GroupSamples.sync(of.version());
            case HEARTBEAT -> GroupSamples.heartbeat();
            case LEAVE_GROUP -> GroupSamples.leave(of.version());
            case OFFSET_COMMIT -> GroupSamples.commit(of.version(), TOPIC, topicId);
            case OFFSET_FETCH -> GroupSamples.fetch(of.version(), TOPIC, topicId);
            case OFFSET_DELETE -> GroupSamples.deleteOffsets(TOPIC);
            case DESCRIBE_GROUPS -> GroupSamples.describe(of.version());
            case DESCRIBE_SHARE_GROUP_OFFSETS -> GroupSamples.describeShares(TOPIC);
            case ALTER_SHARE_GROUP_OFFSETS -> GroupSamples.alterShares(TOPIC);
            case DELETE_SHARE_GROUP_OFFSETS -> GroupSamples.deleteShares(TOPIC);
            case DELETE_GROUPS -> GroupSamples.delete();
            case UNREGISTER_BROKER -> new UnregisterBrokerRequestData().setBrokerId(77);
            default -> SampleRequests.of(of.key(), of.version(), TOPIC, topicId);
        };
    }
}
