package akkord.actors.door;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records, offsets and epochs that are not there or cannot be. */
class BadArgumentsTest {

    private static final String TOPIC = "arguments";

    @TempDir
    static Path data;

    private static KafkaNode node;

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(data, Map.of("auto.create.topics.enable", "false"));
        try (Wire wire = new Wire(node.door().port())) {
            wire.send(ApiKeys.CREATE_TOPICS, 4, 1, SampleRequests.createTopics(TOPIC, 1, (short) 1))
                    .receive();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    @ParameterizedTest
    @MethodSource({"produce", "fetch", "offsets"})
    void isRefusedWithKafkasErrorAndTheConnectionGoesOn(BadArgument of) throws Exception {
        of.assertRefused(node.door().port(), TOPIC);
    }

    static Stream<BadArgument> produce() {
        MemoryRecords good = SampleRequests.records(10);
        ToIntFunction<ApiMessage> code = answer -> ((ProduceResponseData) answer)
                .responses()
                .iterator()
                .next()
                .partitionResponses()
                .get(0)
                .errorCode();
        return Stream.of(
                produce(
                        "an unknown topic",
                        9,
                        SampleRequests.produce(9, "nowhere", BadArgument.NO_TOPIC, 0, good),
                        code,
                        Errors.UNKNOWN_TOPIC_OR_PARTITION),
                produce(
                        "an unknown id",
                        13,
                        SampleRequests.produce(13, TOPIC, BadArgument.NO_TOPIC, 0, good),
                        code,
                        Errors.UNKNOWN_TOPIC_ID),
                produce(
                        "an unknown partition",
                        9,
                        SampleRequests.produce(9, TOPIC, BadArgument.NO_TOPIC, 1, good),
                        code,
                        Errors.UNKNOWN_TOPIC_OR_PARTITION),
                produce(
                        "a negative partition",
                        9,
                        SampleRequests.produce(9, TOPIC, BadArgument.NO_TOPIC, -1, good),
                        code,
                        Errors.UNKNOWN_TOPIC_OR_PARTITION),
                produce(
                        "an impossible number of acks",
                        9,
                        SampleRequests.produce(9, TOPIC, BadArgument.NO_TOPIC, 0, good)
                                .setAcks((short) 2),
                        code,
                        Errors.INVALID_REQUIRED_ACKS),
                produce(
                        "a negative timeout",
                        9,
                        SampleRequests.produce(9, TOPIC, BadArgument.NO_TOPIC, 0, good)
                                .setTimeoutMs(-5),
                        code,
                        Errors.NONE),
                produce(
                        "no batch",
                        9,
                        SampleRequests.produce(9, TOPIC, BadArgument.NO_TOPIC, 0, MemoryRecords.EMPTY),
                        code,
                        Errors.INVALID_RECORD),
                produce(
                        "null for a batch",
                        9,
                        SampleRequests.produce(9, TOPIC, BadArgument.NO_TOPIC, 0, null),
                        code,
                        Errors.INVALID_RECORD),
                produce(
                        "a damaged batch",
                        9,
                        SampleRequests.produce(9, TOPIC, BadArgument.NO_TOPIC, 0, damaged()),
                        code,
                        Errors.CORRUPT_MESSAGE));
    }

    private static BadArgument produce(
            String what, int version, ProduceRequestData request, ToIntFunction<ApiMessage> code, Errors error) {
        return new BadArgument(what, ApiKeys.PRODUCE, version, request, code, error);
    }

    private static MemoryRecords damaged() {
        MemoryRecords records = SampleRequests.records(100);
        int last = records.sizeInBytes() - 3;
        records.buffer().put(last, (byte) (records.buffer().get(last) + 1));
        return records;
    }

    static Stream<BadArgument> fetch() {
        return Stream.of(
                fetch(
                        "an unknown topic",
                        11,
                        request -> request.topics().get(0).setTopic("nowhere"),
                        Errors.UNKNOWN_TOPIC_OR_PARTITION),
                fetch(
                        "an unknown id",
                        13,
                        request -> request.topics().get(0).setTopicId(BadArgument.NO_TOPIC),
                        Errors.UNKNOWN_TOPIC_ID),
                fetch(
                        "an id of zero",
                        13,
                        request -> request.topics().get(0).setTopicId(Uuid.ZERO_UUID),
                        Errors.UNKNOWN_TOPIC_ID),
                fetch(
                        "an unknown partition",
                        11,
                        request -> partition(request).setPartition(9),
                        Errors.UNKNOWN_TOPIC_OR_PARTITION),
                fetch(
                        "a negative partition",
                        11,
                        request -> partition(request).setPartition(-1),
                        Errors.UNKNOWN_TOPIC_OR_PARTITION),
                fetch(
                        "a negative offset",
                        11,
                        request -> partition(request).setFetchOffset(-1),
                        Errors.OFFSET_OUT_OF_RANGE),
                fetch(
                        "an offset beyond the end",
                        11,
                        request -> partition(request).setFetchOffset(1_000_000),
                        Errors.OFFSET_OUT_OF_RANGE),
                fetch(
                        "the largest offset",
                        11,
                        request -> partition(request).setFetchOffset(Long.MAX_VALUE),
                        Errors.OFFSET_OUT_OF_RANGE),
                fetch(
                        "negative bytes for a partition",
                        11,
                        request -> partition(request).setPartitionMaxBytes(-1),
                        Errors.NONE),
                fetch("negative bytes in all", 11, request -> request.setMaxBytes(Integer.MIN_VALUE), Errors.NONE),
                fetch("a negative minimum", 11, request -> request.setMinBytes(-1), Errors.NONE),
                fetch("a negative wait", 11, request -> request.setMaxWaitMs(-1).setMinBytes(1000), Errors.NONE),
                fetch(
                        "an epoch of the past",
                        11,
                        request -> partition(request).setCurrentLeaderEpoch(-7),
                        Errors.FENCED_LEADER_EPOCH),
                fetch(
                        "an epoch of the future",
                        11,
                        request -> partition(request).setCurrentLeaderEpoch(1_000_000),
                        Errors.UNKNOWN_LEADER_EPOCH),
                fetch(
                        "a follower that is none",
                        11,
                        request -> request.setReplicaId(99),
                        Errors.NOT_LEADER_OR_FOLLOWER));
    }

    private static FetchRequestData.FetchPartition partition(FetchRequestData request) {
        return request.topics().get(0).partitions().get(0);
    }

    private static BadArgument fetch(String what, int version, Consumer<FetchRequestData> spoil, Errors error) {
        var id = node.metadata().image().topic(TOPIC).orElseThrow().id();
        FetchRequestData request = SampleRequests.fetch(version, TOPIC, new Uuid(id.high(), id.low()), 0, 0);
        spoil.accept(request);
        return new BadArgument(
                what,
                ApiKeys.FETCH,
                version,
                request,
                answer -> ((FetchResponseData) answer)
                        .responses()
                        .get(0)
                        .partitions()
                        .get(0)
                        .errorCode(),
                error);
    }

    static Stream<BadArgument> offsets() {
        return Stream.of(
                offsets("an unknown topic", 9, "nowhere", 0, -1, Errors.UNKNOWN_TOPIC_OR_PARTITION),
                offsets("a negative partition", 9, TOPIC, -1, -1, Errors.UNKNOWN_TOPIC_OR_PARTITION),
                offsets("a timestamp that means nothing", 9, TOPIC, 0, -100, Errors.UNSUPPORTED_VERSION),
                offsets("the smallest timestamp", 9, TOPIC, 0, Long.MIN_VALUE, Errors.UNSUPPORTED_VERSION),
                offsets("the largest timestamp", 9, TOPIC, 0, Long.MAX_VALUE, Errors.NONE),
                offsets("a timestamp of a later version", 6, TOPIC, 0, -3, Errors.UNSUPPORTED_VERSION),
                epochs("an unknown topic", "nowhere", 0, -1, Errors.UNKNOWN_TOPIC_OR_PARTITION),
                epochs("a negative partition", TOPIC, -1, -1, Errors.UNKNOWN_TOPIC_OR_PARTITION),
                epochs("an epoch of the future", TOPIC, 0, 1_000_000, Errors.UNKNOWN_LEADER_EPOCH),
                epochs("an epoch of the past", TOPIC, 0, -7, Errors.FENCED_LEADER_EPOCH),
                deletion("an unknown topic", "nowhere", 0, 0, Errors.UNKNOWN_TOPIC_OR_PARTITION),
                deletion("a negative partition", TOPIC, -1, 0, Errors.UNKNOWN_TOPIC_OR_PARTITION),
                deletion("an offset beyond the end", TOPIC, 0, 1_000_000, Errors.OFFSET_OUT_OF_RANGE),
                deletion("a negative offset", TOPIC, 0, -2, Errors.OFFSET_OUT_OF_RANGE),
                deletion("the offset -1, the end", TOPIC, 0, -1, Errors.NONE));
    }

    private static BadArgument offsets(
            String what, int version, String topic, int partition, long timestamp, Errors error) {
        return new BadArgument(
                what,
                ApiKeys.LIST_OFFSETS,
                version,
                SampleRequests.listOffsets(topic, partition, timestamp),
                answer -> ((ListOffsetsResponseData) answer)
                        .topics()
                        .get(0)
                        .partitions()
                        .get(0)
                        .errorCode(),
                error);
    }

    private static BadArgument epochs(String what, String topic, int partition, int epoch, Errors error) {
        return new BadArgument(
                what,
                ApiKeys.OFFSET_FOR_LEADER_EPOCH,
                4,
                SampleRequests.epochs(topic, partition, epoch),
                answer -> ((OffsetForLeaderEpochResponseData) answer)
                        .topics()
                        .iterator()
                        .next()
                        .partitions()
                        .get(0)
                        .errorCode(),
                error);
    }

    private static BadArgument deletion(String what, String topic, int partition, long offset, Errors error) {
        return new BadArgument(
                what,
                ApiKeys.DELETE_RECORDS,
                2,
                SampleRequests.deleteRecords(topic, partition, offset),
                answer -> ((DeleteRecordsResponseData) answer)
                        .topics()
                        .iterator()
                        .next()
                        .partitions()
                        .iterator()
                        .next()
                        .errorCode(),
                error);
    }
}
