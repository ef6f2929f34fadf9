package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a fetch gets, by the letter of Kafka's protocol. */
class FetchSemanticsTest {

    private static final String TOPIC = "fetched";
    private static final String OTHER = "other";
    private static final int SESSIONS_MAX = 3;

    @TempDir
    static Path data;

    private static KafkaNode node;
    private static Uuid id;
    private static Uuid otherId;
    private Wire wire;

    /** Partition 0 of the topic has three batches of three records, partition 1 one of one. */
    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(data, Map.of("max.incremental.fetch.session.cache.slots", Integer.toString(SESSIONS_MAX)));
        try (Wire wire = new Wire(node.door().port())) {
            wire.send(ApiKeys.CREATE_TOPICS, 4, 1, SampleRequests.createTopics(TOPIC, 2, (short) 1))
                    .receive();
            wire.send(ApiKeys.CREATE_TOPICS, 4, 1, SampleRequests.createTopics(OTHER, 1, (short) 1))
                    .receive();
            for (int i = 0; i < 3; i++) produce(wire, TOPIC, 0, batch(3, 400));
            produce(wire, TOPIC, 1, batch(1, 400));
        }
        id = id(TOPIC);
        otherId = id(OTHER);
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    @BeforeEach
    void connect() throws Exception {
        wire = new Wire(node.door().port());
    }

    @AfterEach
    void disconnect() throws Exception {
        wire.close();
    }

    private static Uuid id(String topic) {
        var id = node.metadata().image().topic(topic).orElseThrow().id();
        return new Uuid(id.high(), id.low());
    }

    private static MemoryRecords batch(int records, int bytes) {
        SimpleRecord[] all = new SimpleRecord[records];
        byte[] value = new byte[bytes];
        new Random(records).nextBytes(value);
        for (int i = 0; i < records; i++) all[i] = new SimpleRecord(1000 + i, value);
        return MemoryRecords.withRecords(Compression.NONE, all);
    }

    private static void produce(Wire wire, String topic, int partition, MemoryRecords records) throws Exception {
        ProduceResponseData answer = wire.send(
                        ApiKeys.PRODUCE, 9, 1, SampleRequests.produce(9, topic, Uuid.ZERO_UUID, partition, records))
                .receive()
                .read(ApiKeys.PRODUCE, 9, new ProduceResponseData());
        assertThat(answer.responses()
                        .iterator()
                        .next()
                        .partitionResponses()
                        .get(0)
                        .errorCode())
                .isZero();
    }

    private FetchResponseData fetch(int version, FetchRequestData request) throws Exception {
        return wire.send(ApiKeys.FETCH, version, 1, request)
                .receive()
                .read(ApiKeys.FETCH, version, new FetchResponseData());
    }

    private PartitionData fetchOne(int version, Consumer<FetchPartition> how) throws Exception {
        FetchRequestData request = SampleRequests.fetch(version, TOPIC, id, 0, 0);
        how.accept(request.topics().get(0).partitions().get(0));
        return fetch(version, request).responses().get(0).partitions().get(0);
    }

    private static List<Long> baseOffsets(PartitionData data) {
        java.util.ArrayList<Long> offsets = new java.util.ArrayList<>();
        for (RecordBatch batch : ((MemoryRecords) data.records()).batches()) offsets.add(batch.baseOffset());
        return offsets;
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18})
    void everyVersionGetsTheSameBatches(int version) throws Exception {
        PartitionData read = fetchOne(version, partition -> {});
        assertThat(baseOffsets(read)).containsExactly(0L, 3L, 6L);
        assertThat(read.highWatermark()).isEqualTo(9);
        assertThat(read.lastStableOffset()).isEqualTo(9);
        if (version >= 5) assertThat(read.logStartOffset()).isZero();
        assertThat(read.abortedTransactions()).isNull();
    }

    @Test
    void anOffsetInsideABatchGetsThatBatchWhole() throws Exception {
        assertThat(baseOffsets(fetchOne(11, partition -> partition.setFetchOffset(4))))
                .containsExactly(3L, 6L);
    }

    @Test
    void theEndOfTheLogIsEmptyAndWhatLiesBeyondIsOutOfRange() throws Exception {
        PartitionData atEnd = fetchOne(11, partition -> partition.setFetchOffset(9));
        assertThat(atEnd.errorCode()).isZero();
        assertThat(atEnd.records().sizeInBytes()).isZero();
        PartitionData beyond = fetchOne(11, partition -> partition.setFetchOffset(10));
        assertThat(beyond.errorCode()).isEqualTo(Errors.OFFSET_OUT_OF_RANGE.code());
    }

    @Test
    void theFirstBatchIsWholeEvenIfItIsLargerThanAllowed() throws Exception {
        assertThat(baseOffsets(fetchOne(11, partition -> partition.setPartitionMaxBytes(1))))
                .containsExactly(0L);
        FetchRequestData tiny = both(11).setMaxBytes(1).setSessionEpoch(-1);
        FetchResponseData answer = fetch(11, tiny);
        assertThat(baseOffsets(answer.responses().get(0).partitions().get(0))).containsExactly(0L);
        assertThat(answer.responses().get(0).partitions().get(1).records().sizeInBytes())
                .isZero();
    }

    @Test
    void onlyWholeBatchesAreGivenUpToTheLimit() throws Exception {
        int one = fetchOne(11, partition -> partition.setPartitionMaxBytes(1))
                .records()
                .sizeInBytes();
        assertThat(baseOffsets(fetchOne(11, partition -> partition.setPartitionMaxBytes(2 * one))))
                .containsExactly(0L, 3L);
    }

    @Test
    void readCommittedIsToldThatNothingWasAborted() throws Exception {
        FetchRequestData request = SampleRequests.fetch(11, TOPIC, id, 0, 0).setIsolationLevel((byte) 1);
        PartitionData read = fetch(11, request).responses().get(0).partitions().get(0);
        assertThat(read.abortedTransactions()).isEmpty();
        assertThat(read.lastStableOffset()).isEqualTo(9);
    }

    @Test
    void aLeaderEpochThatIsNotTheLeadersIsRefused() throws Exception {
        int epoch = node.metadata()
                .image()
                .topic(TOPIC)
                .orElseThrow()
                .partitions()
                .get(0)
                .leaderEpoch();
        assertThat(fetchOne(12, partition -> partition.setCurrentLeaderEpoch(epoch))
                        .errorCode())
                .isZero();
        assertThat(fetchOne(12, partition -> partition.setCurrentLeaderEpoch(epoch + 1))
                        .errorCode())
                .isEqualTo(Errors.UNKNOWN_LEADER_EPOCH.code());
        assertThat(fetchOne(12, partition -> partition.setCurrentLeaderEpoch(epoch - 2))
                        .errorCode())
                .isEqualTo(Errors.FENCED_LEADER_EPOCH.code());
    }

    @Test
    void aRackAndAFetchForNothingAreFine() throws Exception {
        FetchRequestData request = SampleRequests.fetch(11, TOPIC, id, 0, 0).setRackId("b");
        assertThat(fetch(11, request).responses().get(0).partitions().get(0).preferredReadReplica())
                .isEqualTo(-1);
        assertThat(fetch(
                                11,
                                new FetchRequestData()
                                        .setSessionEpoch(-1)
                                        .setMaxWaitMs(10_000)
                                        .setMinBytes(1))
                        .responses())
                .isEmpty();
    }

    @Test
    void aPartitionNamedTwiceIsReadOnceAsItWasNamedLast() throws Exception {
        FetchRequestData request = SampleRequests.fetch(11, TOPIC, id, 0, 0);
        request.topics().get(0).setPartitions(List.of(partition(0, 0), partition(0, 6)));
        List<PartitionData> read = fetch(11, request).responses().get(0).partitions();
        assertThat(read).hasSize(1);
        assertThat(baseOffsets(read.get(0))).containsExactly(6L);
    }

    @Test
    void whatComesWhileAFetchWaitsEndsTheWait() throws Exception {
        FetchRequestData waiting = SampleRequests.fetch(11, OTHER, otherId, 0, 0);
        try (Wire producer = new Wire(node.door().port())) {
            int end = (int)
                    fetch(11, waiting).responses().get(0).partitions().get(0).highWatermark();
            waiting.topics().get(0).partitions().get(0).setFetchOffset(end);
            wire.send(ApiKeys.FETCH, 11, 1, waiting.setMaxWaitMs(Integer.MAX_VALUE));
            produce(producer, OTHER, 0, batch(1, 10));
            FetchResponseData answer = wire.receive().read(ApiKeys.FETCH, 11, new FetchResponseData());
            assertThat(baseOffsets(answer.responses().get(0).partitions().get(0)))
                    .containsExactly((long) end);
        }
    }

    @ParameterizedTest
    @CsvSource({"11, UNKNOWN_TOPIC_OR_PARTITION", "13, UNKNOWN_TOPIC_ID"})
    void aFetchThatWaitsForATopicThatIsDeletedIsToldSoAtOnce(int version, Errors why) throws Exception {
        try (Wire other = new Wire(node.door().port())) {
            other.send(ApiKeys.CREATE_TOPICS, 4, 1, SampleRequests.createTopics("short-lived", 1, (short) 1))
                    .receive();
            FetchRequestData waiting = SampleRequests.fetch(version, "short-lived", id("short-lived"), 0, 0);
            wire.send(ApiKeys.FETCH, version, 1, waiting.setMaxWaitMs(Integer.MAX_VALUE));
            other.send(ApiKeys.DELETE_TOPICS, 5, 1, SampleRequests.deleteTopics(5, "short-lived"))
                    .receive();
            FetchResponseData answer = wire.receive().read(ApiKeys.FETCH, version, new FetchResponseData());
            assertThat(answer.responses().get(0).partitions().get(0).errorCode())
                    .isEqualTo(why.code());
        }
    }

    private static FetchPartition partition(int number, long offset) {
        return new FetchPartition().setPartition(number).setFetchOffset(offset).setPartitionMaxBytes(1_000_000);
    }

    /** A fetch of both partitions that asks for a session. */
    private static FetchRequestData both(int version) {
        FetchRequestData request =
                SampleRequests.fetch(version, TOPIC, id, 0, 0).setSessionEpoch(0);
        request.topics().get(0).setPartitions(List.of(partition(0, 0), partition(1, 0)));
        return request;
    }

    private static FetchRequestData next(FetchResponseData session, int epoch) {
        return new FetchRequestData()
                .setMaxWaitMs(0)
                .setMinBytes(1)
                .setSessionId(session.sessionId())
                .setSessionEpoch(epoch);
    }

    private void end(FetchResponseData session) throws Exception {
        fetch(11, next(session, -1));
    }

    @Test
    void aSessionIsToldOnlyWhatIsNews() throws Exception {
        FetchRequestData request = both(11);
        request.topics().get(0).partitions().get(0).setFetchOffset(9);
        request.topics().get(0).partitions().get(1).setFetchOffset(1);
        FetchResponseData first = fetch(11, request);
        assertThat(first.sessionId()).isPositive();
        assertThat(first.responses().get(0).partitions()).hasSize(2);
        FetchResponseData second = fetch(11, next(first, 1));
        assertThat(second.sessionId()).isEqualTo(first.sessionId());
        assertThat(second.responses()).isEmpty();
        FetchRequestData moved = next(first, 2)
                .setTopics(List.of(
                        new FetchRequestData.FetchTopic().setTopic(TOPIC).setPartitions(List.of(partition(1, 0)))));
        FetchResponseData third = fetch(11, moved);
        assertThat(third.responses().get(0).partitions()).hasSize(1);
        assertThat(third.responses().get(0).partitions().get(0).partitionIndex())
                .isEqualTo(1);
        end(first);
    }

    @Test
    void aChangedLimitOfASessionCounts() throws Exception {
        FetchResponseData first =
                fetch(11, SampleRequests.fetch(11, TOPIC, id, 0, 0).setSessionEpoch(0));
        FetchRequestData smaller = next(first, 1)
                .setTopics(List.of(new FetchRequestData.FetchTopic()
                        .setTopic(TOPIC)
                        .setPartitions(List.of(partition(0, 0).setPartitionMaxBytes(1)))));
        assertThat(baseOffsets(
                        fetch(11, smaller).responses().get(0).partitions().get(0)))
                .containsExactly(0L);
        end(first);
    }

    @Test
    void aForgottenPartitionIsNotReadAndASessionWithoutAnyEnds() throws Exception {
        FetchResponseData first = fetch(11, both(11));
        FetchResponseData second = fetch(11, next(first, 1).setForgottenTopicsData(forgotten(0)));
        assertThat(second.responses().get(0).partitions()).hasSize(1);
        assertThat(second.responses().get(0).partitions().get(0).partitionIndex())
                .isEqualTo(1);
        FetchResponseData third = fetch(11, next(first, 2).setForgottenTopicsData(forgotten(1)));
        assertThat(third.sessionId()).isZero();
        assertThat(third.responses()).isEmpty();
        assertThat(fetch(11, next(first, 3)).errorCode()).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND.code());
    }

    private static List<FetchRequestData.ForgottenTopic> forgotten(int partition) {
        return List.of(new FetchRequestData.ForgottenTopic().setTopic(TOPIC).setPartitions(List.of(partition)));
    }

    @Test
    void aWrongEpochOrSessionIsRefusedAndAClosedOneIsGone() throws Exception {
        FetchResponseData first = fetch(11, both(11));
        assertThat(fetch(11, next(first, 5)).errorCode()).isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH.code());
        assertThat(fetch(11, next(first, 1)).errorCode()).isZero();
        assertThat(fetch(11, next(first, 1)).errorCode()).isEqualTo(Errors.INVALID_FETCH_SESSION_EPOCH.code());
        end(first);
        assertThat(fetch(11, next(first, 2)).errorCode()).isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND.code());
        assertThat(fetch(11, new FetchRequestData().setSessionId(0).setSessionEpoch(4))
                        .errorCode())
                .isEqualTo(Errors.FETCH_SESSION_ID_NOT_FOUND.code());
    }

    @Test
    void aSessionOfNamesCannotGoOnWithIds() throws Exception {
        FetchResponseData first = fetch(11, both(11));
        assertThat(fetch(13, next(first, 1)).errorCode()).isEqualTo(Errors.FETCH_SESSION_TOPIC_ID_ERROR.code());
        end(first);
    }

    @Test
    void whoFindsNoRoomForASessionIsServedWithoutOne() throws Exception {
        java.util.ArrayList<FetchResponseData> sessions = new java.util.ArrayList<>();
        for (int i = 0; i < SESSIONS_MAX; i++) sessions.add(fetch(11, both(11)));
        assertThat(sessions).allMatch(session -> session.sessionId() > 0);
        FetchResponseData without = fetch(11, both(11));
        assertThat(without.sessionId()).isZero();
        assertThat(without.responses().get(0).partitions()).hasSize(2);
        for (FetchResponseData session : sessions) end(session);
        FetchResponseData again = fetch(11, both(11));
        assertThat(again.sessionId()).isPositive();
        end(again);
    }

    @Test
    void aTopicThatWasMadeAgainIsNotTheOneTheClientMeans() throws Exception {
        wire.send(ApiKeys.CREATE_TOPICS, 4, 1, SampleRequests.createTopics("again", 1, (short) 1))
                .receive();
        Uuid former = id("again");
        FetchRequestData request =
                SampleRequests.fetch(13, "again", former, 0, 0).setSessionEpoch(0);
        FetchResponseData session = fetch(13, request);
        wire.send(ApiKeys.DELETE_TOPICS, 5, 1, SampleRequests.deleteTopics(5, "again"))
                .receive();
        wire.send(ApiKeys.CREATE_TOPICS, 4, 1, SampleRequests.createTopics("again", 1, (short) 1))
                .receive();
        PartitionData gone =
                fetch(13, next(session, 1)).responses().get(0).partitions().get(0);
        assertThat(gone.errorCode()).isEqualTo(Errors.UNKNOWN_TOPIC_ID.code());
        wire.send(ApiKeys.FETCH, 13, 9, next(session, -1)).receive();
    }
}
