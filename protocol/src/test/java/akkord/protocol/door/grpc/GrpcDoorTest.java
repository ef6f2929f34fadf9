package akkord.protocol.door.grpc;

import static akkord.protocol.door.grpc.RunningDoor.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.codec.PartitionHash;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.grpc.health.v1.HealthCheckRequest;
import akkord.protocol.grpc.health.v1.HealthCheckResponse;
import akkord.protocol.grpc.v1.Acks;
import akkord.protocol.grpc.v1.AddPartitionsRequest;
import akkord.protocol.grpc.v1.AddPartitionsResponse;
import akkord.protocol.grpc.v1.AlterTopicConfigRequest;
import akkord.protocol.grpc.v1.AlterTopicConfigResponse;
import akkord.protocol.grpc.v1.ClusterEvent;
import akkord.protocol.grpc.v1.Compression;
import akkord.protocol.grpc.v1.CreateTopicRequest;
import akkord.protocol.grpc.v1.CreateTopicResponse;
import akkord.protocol.grpc.v1.DeleteTopicRequest;
import akkord.protocol.grpc.v1.DeleteTopicResponse;
import akkord.protocol.grpc.v1.DescribeClusterRequest;
import akkord.protocol.grpc.v1.DescribeClusterResponse;
import akkord.protocol.grpc.v1.DescribeTopicRequest;
import akkord.protocol.grpc.v1.DescribeTopicResponse;
import akkord.protocol.grpc.v1.Earliest;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.Header;
import akkord.protocol.grpc.v1.Latest;
import akkord.protocol.grpc.v1.ListTopicsRequest;
import akkord.protocol.grpc.v1.ListTopicsResponse;
import akkord.protocol.grpc.v1.NewRecord;
import akkord.protocol.grpc.v1.PartitionFetch;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import akkord.protocol.grpc.v1.RecordPosition;
import akkord.protocol.grpc.v1.Start;
import akkord.protocol.grpc.v1.WatchClusterRequest;
import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrpcDoorTest {

    private static RunningDoor door;

    @BeforeAll
    static void open() {
        door = new RunningDoor("");
    }

    @AfterAll
    static void close() throws Exception {
        door.close();
    }

    @ParameterizedTest
    @EnumSource(value = Compression.class, mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
    void whatWasProducedIsFetchedBack(Compression compression) {
        String topic = "back-" + compression.name().toLowerCase();
        NewRecord whole = record("key", "x".repeat(2000))
                .setTimestampMs(42)
                .addHeaders(Header.newBuilder().setName("h").setValue(utf8("v")))
                .addHeaders(Header.newBuilder().setName("absent"))
                .build();
        ProduceResponse produced = produce(ProduceRequest.newBuilder()
                .setTopic(topic)
                .setCompression(compression)
                .setCorrelationId(77)
                .addRecords(whole)
                .addRecords(NewRecord.newBuilder())
                .build());
        assertThat(produced.getCorrelationId()).isEqualTo(77);
        assertThat(produced.getPositionsList())
                .extracting(RecordPosition::getOffset)
                .containsExactly(0L, 1L);
        assertThat(produced.getPositions(0).getTimestampMs()).isEqualTo(42);
        assertThat(door.node.partition(topic, 0).codecOf(0)).isEqualTo(compression.getNumber());

        List<FetchedRecord> fetched =
                fetch(from(topic, 0, earliest())).getPartitions(0).getRecordsList();
        assertThat(fetched).hasSize(2);
        FetchedRecord first = fetched.get(0);
        assertThat(first.getKey()).isEqualTo(utf8("key"));
        assertThat(first.getValue()).isEqualTo(whole.getValue());
        assertThat(first.getHeadersList()).isEqualTo(whole.getHeadersList());
        assertThat(first.getTimestampMs()).isEqualTo(42);
        assertThat(fetched.get(1).hasKey()).isFalse();
        assertThat(fetched.get(1).hasValue()).isFalse();
    }

    @Test
    void recordsGoToTheirPartitionByNumberByKeyOrInTurn() {
        create("spread", 3);
        ProduceRequest.Builder keyed = ProduceRequest.newBuilder().setTopic("spread");
        for (int i = 0; i < 20; i++) keyed.addRecords(record("k" + i, "v"));
        List<RecordPosition> positions = produce(keyed.build()).getPositionsList();
        for (int i = 0; i < 20; i++)
            assertThat(positions.get(i).getPartition()).isEqualTo(PartitionHash.partition(("k" + i).getBytes(), 3));
        assertThat(positions).extracting(RecordPosition::getPartition).contains(0, 1, 2);

        ProduceRequest keyless = ProduceRequest.newBuilder()
                .setTopic("spread")
                .addRecords(value("a"))
                .addRecords(value("b"))
                .build();
        int first = produce(keyless).getPositions(1).getPartition();
        int second = produce(keyless).getPositions(1).getPartition();
        assertThat(second).isEqualTo((first + 1) % 3);
        assertThat(produce(keyless.toBuilder().setPartition(2).build())
                        .getPositions(0)
                        .getPartition())
                .isEqualTo(2);
    }

    @Test
    void aRequestAboveTheTopicsBatchSizeBecomesSeveralBatchesAndNothingIsLost() {
        create("split", 1, "max.message.bytes", "1000");
        ProduceRequest.Builder request = ProduceRequest.newBuilder().setTopic("split");
        for (int i = 0; i < 10; i++) request.addRecords(value("y".repeat(300) + i));
        assertThat(produce(request.build()).getPositionsList())
                .extracting(RecordPosition::getOffset)
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(door.node.partition("split", 0).batchCount()).isGreaterThan(3);
        assertThat(fetch(from("split", 0, offset(5))).getPartitions(0).getRecordsList())
                .extracting(FetchedRecord::getOffset)
                .containsExactly(5L, 6L, 7L, 8L, 9L);
        Status refused = refusedProduce(one("split", "z".repeat(1500)));
        assertThat(refused.getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(refused.getDescription()).contains("1000").containsPattern("15\\d\\d|16\\d\\d");
    }

    @Test
    void withoutAcknowledgementOffsetsAreUnknown() {
        ProduceResponse response =
                produce(one("fire", "x").toBuilder().setAcks(Acks.ACKS_NONE).build());
        assertThat(response.getPositions(0).getOffset()).isEqualTo(-1);
    }

    @Test
    void aProduceStreamAnswersInOrderAndSurvivesRefusals() throws Exception {
        var stream = door.stream(
                "akkord.v1.Producer/ProduceStream",
                ProduceRequest.getDefaultInstance(),
                ProduceResponse.getDefaultInstance());
        for (int i = 0; i < 200; i++) {
            ProduceRequest request = i % 10 == 3
                    ? ProduceRequest.newBuilder()
                            .setTopic("no/name")
                            .addRecords(value("x"))
                            .build()
                    : one("piped", "v" + i);
            stream.send(request.toBuilder().setCorrelationId(i).build());
        }
        stream.halfClose();
        long offset = 0;
        for (int i = 0; i < 200; i++) {
            ProduceResponse response = stream.next();
            assertThat(response.getCorrelationId()).isEqualTo(i);
            if (i % 10 == 3) assertThat(response.getError().getReason()).isEqualTo("INVALID_TOPIC_EXCEPTION");
            else assertThat(response.getPositions(0).getOffset()).isEqualTo(offset++);
        }
        assertThat(stream.end().isOk()).isTrue();
        List<FetchedRecord> records =
                fetch(from("piped", 0, earliest())).getPartitions(0).getRecordsList();
        assertThat(records.get(3).getValue()).isEqualTo(utf8("v4"));
    }

    @Test
    void refusedProducesSayWhy() {
        assertRefused(
                refusedProduce(ProduceRequest.newBuilder().setTopic("t").build()), Code.INVALID_ARGUMENT, "no records");
        assertRefused(refusedProduce(one("", "x")), Code.INVALID_ARGUMENT, "empty");
        assertRefused(refusedProduce(one("a b", "x")), Code.INVALID_ARGUMENT, "' '");
        assertRefused(
                refusedProduce(one("t", "x").toBuilder().setPartition(9).build()), Code.NOT_FOUND, "no partition 9");
        assertRefused(
                refusedProduce(one("t", "x").toBuilder().setCompressionValue(99).build()),
                Code.INVALID_ARGUMENT,
                "compression 99");
        assertRefused(
                refusedProduce(one("t", "x").toBuilder().setAcksValue(9).build()), Code.INVALID_ARGUMENT, "acks 9");
        assertRefused(refusedProduce(one("elsewhere", "x")), Code.UNAVAILABLE, "led by node 2 at host2:8082");
    }

    @Test
    void aPartRefusedIsToldAndTheRestIsWritten() {
        create("half", 2);
        door.node.partition("half", 1).refuseAppends = new Refusal(ErrorCode.KAFKA_STORAGE_ERROR, "no space left");
        ProduceRequest.Builder request = ProduceRequest.newBuilder().setTopic("half");
        for (int i = 0; i < 10; i++) request.addRecords(record("k" + i, "v"));
        ProduceResponse response = produce(request.build());
        assertThat(response.getError().getCode()).isEqualTo(Code.UNAVAILABLE.value());
        assertThat(response.getError().getMessage()).isEqualTo("no space left");
        for (RecordPosition position : response.getPositionsList())
            assertThat(position.getOffset() == -1).isEqualTo(position.getPartition() == 1);
    }

    @Test
    void aFetchStartsWhereItIsTold() {
        ProduceRequest.Builder request = ProduceRequest.newBuilder().setTopic("starts");
        for (int i = 0; i < 5; i++) request.addRecords(value("v" + i).setTimestampMs(1000 + 10 * i));
        produce(request.build());
        assertThat(firstOffset("starts", earliest())).isEqualTo(0);
        assertThat(firstOffset("starts", offset(3))).isEqualTo(3);
        assertThat(firstOffset("starts", Start.newBuilder().setTimestampMs(1015)))
                .isEqualTo(2);
        assertThat(fetch(from("starts", 0, latest())).getPartitionsCount()).isZero();
    }

    @Test
    void refusedFetchesSayWhy() {
        produce(one("range", "x"));
        assertRefused(refusedFetch(from("range", 0, offset(5))), Code.OUT_OF_RANGE, "0 up to 1");
        assertRefused(refusedFetch(from("nowhere", 0, earliest())), Code.NOT_FOUND, "\"nowhere\"");
        assertRefused(refusedFetch(from("range", 3, earliest())), Code.NOT_FOUND, "no partition 3");
        assertRefused(refusedFetch(from("range", 0, Start.newBuilder())), Code.INVALID_ARGUMENT, "where to start");
        assertRefused(refusedFetch(FetchRequest.getDefaultInstance()), Code.INVALID_ARGUMENT, "no partitions");
        assertRefused(refusedFetch(from("elsewhere", 0, earliest())), Code.UNAVAILABLE, "node 2");
        FetchRequest both = from("range", 0, earliest()).toBuilder()
                .addPartitions(from("nowhere", 0, earliest()).getPartitions(0))
                .build();
        FetchResponse answer = fetch(both);
        assertThat(answer.getPartitions(0).getRecordsCount()).isEqualTo(1);
        assertThat(answer.getPartitions(1).getError().getReason()).isEqualTo("UNKNOWN_TOPIC_OR_PARTITION");
    }

    @Test
    void aFetchWaitsForRecordsAndNoLonger() throws Exception {
        produce(one("waits", "x"));
        FetchRequest request =
                from("waits", 0, latest()).toBuilder().setMaxWaitMs(25_000).build();
        var waiting = door.stream("akkord.v1.Fetch/Fetch", request, FetchResponse.getDefaultInstance())
                .send(request)
                .halfClose();
        await(() -> door.node.partition("waits", 0).waiters.get() == 1);
        int reads = door.node.partition("waits", 0).reads.get();
        produce(one("waits", "y"));
        assertThat(waiting.next().getPartitions(0).getRecords(0).getValue()).isEqualTo(utf8("y"));
        assertThat(door.node.partition("waits", 0).reads.get()).isEqualTo(reads + 1);
        assertThat(fetch(request.toBuilder().setMaxWaitMs(5).build()).getPartitionsCount())
                .isZero();
    }

    @Test
    void damageIsDataLossAndReported() {
        produce(one("rotten", "x"));
        door.node.partition("rotten", 0).flipBit(0, 65);
        assertRefused(refusedFetch(from("rotten", 0, earliest())), Code.DATA_LOSS, "checksum");
        await(() -> !door.node.partition("rotten", 0).damage.isEmpty());
        assertThat(produce(one("sound", "x")).getPositions(0).getOffset()).isZero();
    }

    @Test
    void aFaultOfOursIsOneShortSentence() {
        produce(one("faulty", "x"));
        door.node.partition("faulty", 0).goOffline(new Refusal(ErrorCode.KAFKA_STORAGE_ERROR, "the disk is gone"));
        assertRefused(refusedFetch(from("faulty", 0, earliest())), Code.UNAVAILABLE, "the disk is gone");
        assertRefused(refusedProduce(one("faulty", "x")), Code.UNAVAILABLE, "the disk is gone");
    }

    @Test
    void aFetchStreamGoesOnAndEndsWhereItShould() throws Exception {
        create("flow", 2);
        for (int i = 0; i < 30; i++)
            produce(one("flow", "v" + i).toBuilder().setPartition(i % 2).build());
        FetchRequest request = from("flow", 0, earliest()).toBuilder()
                .addPartitions(from("flow", 1, earliest()).getPartitions(0))
                .setMaxBytes(200)
                .setUntilEnd(true)
                .build();
        var bounded = fetchStream(request);
        int records = 0;
        int ends = 0;
        while (ends < 2) {
            for (var partition : bounded.next().getPartitionsList()) {
                records += partition.getRecordsCount();
                if (partition.getEnd()) ends++;
            }
        }
        assertThat(records).isEqualTo(30);
        assertThat(bounded.end().isOk()).isTrue();

        var endless = fetchStream(from("flow", 0, latest()));
        await(() -> door.node.partition("flow", 0).waiters.get() > 0);
        produce(one("flow", "late").toBuilder().setPartition(0).build());
        assertThat(endless.next().getPartitions(0).getRecords(0).getValue()).isEqualTo(utf8("late"));
        endless.cancel();
    }

    @Test
    void aClientThatDoesNotReadHoldsItsStreamBack() throws Exception {
        for (int i = 0; i < 200; i++)
            produce(ProduceRequest.newBuilder()
                    .setTopic("stalled")
                    .addRecords(NewRecord.newBuilder().setValue(ByteString.copyFrom(new byte[200_000])))
                    .build());
        MemoryPartition partition = door.node.partition("stalled", 0);
        var stalled = fetchStream(
                from("stalled", 0, earliest()).toBuilder().setMaxBytes(1).build());
        assertThat(stalled.next().getPartitions(0).getRecordsCount()).isEqualTo(1);
        // Another stream reads all of it meanwhile: the stalled one had the time to run away.
        var brisk = fetchStream(
                from("stalled", 0, earliest()).toBuilder().setUntilEnd(true).build());
        int before = partition.reads.get();
        int records = 0;
        int briskReads = 0;
        while (records < 200) {
            records += brisk.next().getPartitions(0).getRecordsCount();
            briskReads++;
        }
        assertThat(partition.reads.get() - before - briskReads).isLessThan(60);
        stalled.cancel();
    }

    @Test
    void topicsLiveTheirLives() {
        create("life", 2, "retention.ms", "5");
        var described = describe("life").getTopic();
        assertThat(described.getPartitionsCount()).isEqualTo(2);
        assertThat(described.getPartitions(0).getHighWatermark()).isZero();
        assertThat(described.getPartitions(0).getOfflineReason()).isEmpty();
        assertThat(described.getConfigList())
                .anyMatch(entry -> entry.getName().equals("retention.ms")
                        && entry.getValue().equals("5")
                        && entry.getSource().equals("topic"));
        var altered = door.call(
                "akkord.v1.Topics/AlterConfig",
                AlterTopicConfigRequest.newBuilder()
                        .setName("life")
                        .putSet("segment.bytes", "2000000")
                        .addRemove("retention.ms")
                        .build(),
                AlterTopicConfigResponse.getDefaultInstance());
        assertThat(altered.getTopic().getConfigList())
                .noneMatch(entry -> entry.getName().equals("retention.ms")
                        && entry.getSource().equals("topic"));
        assertThat(door.call(
                                "akkord.v1.Topics/AddPartitions",
                                AddPartitionsRequest.newBuilder()
                                        .setName("life")
                                        .setTotal(3)
                                        .build(),
                                AddPartitionsResponse.getDefaultInstance())
                        .getTopic()
                        .getPartitionsCount())
                .isEqualTo(3);
        assertThat(list()).contains("life");
        DeleteTopicRequest delete =
                DeleteTopicRequest.newBuilder().setName("life").build();
        door.call("akkord.v1.Topics/Delete", delete, DeleteTopicResponse.getDefaultInstance());
        assertThat(list()).doesNotContain("life");
        assertRefused(
                door.refusal("akkord.v1.Topics/Delete", delete, DeleteTopicResponse.getDefaultInstance()),
                Code.NOT_FOUND,
                "");
    }

    @Test
    void refusedTopicsSayWhy() {
        create("twice", 1);
        assertRefused(refusedCreate(CreateTopicRequest.newBuilder().setName("twice")), Code.ALREADY_EXISTS, "twice");
        assertRefused(refusedCreate(CreateTopicRequest.newBuilder().setName("a/b")), Code.INVALID_ARGUMENT, "'/'");
        assertRefused(
                refusedCreate(CreateTopicRequest.newBuilder().setName("c").putConfig("retention.mss", "1")),
                Code.INVALID_ARGUMENT,
                "retention.ms");
        door.call(
                "akkord.v1.Topics/Create",
                CreateTopicRequest.newBuilder()
                        .setName("maybe")
                        .setValidateOnly(true)
                        .build(),
                CreateTopicResponse.getDefaultInstance());
        assertThat(list()).doesNotContain("maybe");
    }

    @Test
    void theClusterIsDescribedAndWatched() throws Exception {
        var described = door.call(
                "akkord.v1.Cluster/Describe",
                DescribeClusterRequest.getDefaultInstance(),
                DescribeClusterResponse.getDefaultInstance());
        assertThat(described.getClusterId()).isEqualTo("cluster-1");
        assertThat(described.getVersion()).isEqualTo("9.9.9");
        assertThat(described.getNodesCount()).isEqualTo(2);
        assertThat(described.getNodes(1).getStatus()).isEqualTo("up");
        WatchClusterRequest two = WatchClusterRequest.newBuilder().setLast(2).build();
        var events = door.stream("akkord.v1.Cluster/Watch", two, ClusterEvent.getDefaultInstance())
                .send(two)
                .halfClose();
        assertThat(events.next().getMessage()).isEqualTo("event 3");
        assertThat(events.next().getMessage()).isEqualTo("event 4");
        events.cancel();
    }

    @Test
    void healthIsServingAndUnknownServicesAreNot() {
        assertThat(health("").getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        assertThat(health("akkord.v1.Fetch").getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        assertRefused(
                door.refusal(
                        "grpc.health.v1.Health/Check",
                        HealthCheckRequest.newBuilder().setService("x").build(),
                        HealthCheckResponse.getDefaultInstance()),
                Code.NOT_FOUND,
                "\"x\"");
    }

    private static HealthCheckResponse health(String service) {
        return door.call(
                "grpc.health.v1.Health/Check",
                HealthCheckRequest.newBuilder().setService(service).build(),
                HealthCheckResponse.getDefaultInstance());
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long end =
                System.nanoTime() + Duration.ofSeconds(RunningDoor.SECONDS_MAX).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static void assertRefused(Status status, Code code, String saying) {
        assertThat(status.getCode()).as("%s", status).isEqualTo(code);
        assertThat(status.getDescription()).contains(saying).doesNotContain("Exception");
    }

    private static long firstOffset(String topic, Start.Builder start) {
        return fetch(from(topic, 0, start)).getPartitions(0).getRecords(0).getOffset();
    }

    private static ProduceResponse produce(ProduceRequest request) {
        return door.call("akkord.v1.Producer/Produce", request, ProduceResponse.getDefaultInstance());
    }

    private static Status refusedProduce(ProduceRequest request) {
        return door.refusal("akkord.v1.Producer/Produce", request, ProduceResponse.getDefaultInstance());
    }

    private static FetchResponse fetch(FetchRequest request) {
        return door.call("akkord.v1.Fetch/Fetch", request, FetchResponse.getDefaultInstance());
    }

    private static Status refusedFetch(FetchRequest request) {
        return door.refusal("akkord.v1.Fetch/Fetch", request, FetchResponse.getDefaultInstance());
    }

    private static Status refusedCreate(CreateTopicRequest.Builder request) {
        return door.refusal("akkord.v1.Topics/Create", request.build(), CreateTopicResponse.getDefaultInstance());
    }

    private static RunningDoor.Stream<FetchRequest, FetchResponse> fetchStream(FetchRequest request) {
        return door.stream("akkord.v1.Fetch/FetchStream", request, FetchResponse.getDefaultInstance())
                .send(request)
                .halfClose();
    }

    private static void create(String topic, int partitions, String... config) {
        CreateTopicRequest.Builder request =
                CreateTopicRequest.newBuilder().setName(topic).setPartitions(partitions);
        for (int i = 0; i < config.length; i += 2) request.putConfig(config[i], config[i + 1]);
        door.call("akkord.v1.Topics/Create", request.build(), CreateTopicResponse.getDefaultInstance());
    }

    private static DescribeTopicResponse describe(String topic) {
        return door.call(
                "akkord.v1.Topics/Describe",
                DescribeTopicRequest.newBuilder().setName(topic).build(),
                DescribeTopicResponse.getDefaultInstance());
    }

    private static List<String> list() {
        return door
                .call(
                        "akkord.v1.Topics/List",
                        ListTopicsRequest.getDefaultInstance(),
                        ListTopicsResponse.getDefaultInstance())
                .getTopicsList()
                .stream()
                .map(topic -> topic.getName())
                .toList();
    }

    private static ProduceRequest one(String topic, String value) {
        return ProduceRequest.newBuilder()
                .setTopic(topic)
                .addRecords(value(value))
                .build();
    }

    private static NewRecord.Builder value(String value) {
        return NewRecord.newBuilder().setValue(utf8(value));
    }

    private static NewRecord.Builder record(String key, String value) {
        return value(value).setKey(utf8(key));
    }

    private static FetchRequest from(String topic, int partition, Start.Builder start) {
        return FetchRequest.newBuilder()
                .addPartitions(PartitionFetch.newBuilder()
                        .setTopic(topic)
                        .setPartition(partition)
                        .setStart(start))
                .build();
    }

    private static Start.Builder earliest() {
        return Start.newBuilder().setEarliest(Earliest.getDefaultInstance());
    }

    private static Start.Builder latest() {
        return Start.newBuilder().setLatest(Latest.getDefaultInstance());
    }

    private static Start.Builder offset(long offset) {
        return Start.newBuilder().setOffset(offset);
    }
}
