package akkord.protocol.door.grpc;

import static akkord.protocol.door.grpc.RunningDoor.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.grpc.health.v1.HealthCheckRequest;
import akkord.protocol.grpc.health.v1.HealthCheckResponse;
import akkord.protocol.grpc.v1.CreateTopicRequest;
import akkord.protocol.grpc.v1.CreateTopicResponse;
import akkord.protocol.grpc.v1.DescribeTopicRequest;
import akkord.protocol.grpc.v1.DescribeTopicResponse;
import akkord.protocol.grpc.v1.Earliest;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.Latest;
import akkord.protocol.grpc.v1.ListTopicsRequest;
import akkord.protocol.grpc.v1.ListTopicsResponse;
import akkord.protocol.grpc.v1.NewRecord;
import akkord.protocol.grpc.v1.PartitionFetch;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import akkord.protocol.grpc.v1.Start;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** A door of its own for each class of tests, and the calls they make. */
class DoorCalls {

    static RunningDoor door;

    @BeforeAll
    static void open() {
        door = new RunningDoor("");
    }

    @AfterAll
    static void close() throws Exception {
        door.close();
    }

    static HealthCheckResponse health(String service) {
        return door.call(
                "grpc.health.v1.Health/Check",
                HealthCheckRequest.newBuilder().setService(service).build(),
                HealthCheckResponse.getDefaultInstance());
    }

    static void await(java.util.function.BooleanSupplier condition) {
        long end =
                System.nanoTime() + Duration.ofSeconds(RunningDoor.SECONDS_MAX).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    static void assertRefused(Status status, Code code, String saying) {
        assertThat(status.getCode()).as("%s", status).isEqualTo(code);
        assertThat(status.getDescription()).contains(saying).doesNotContain("Exception");
    }

    static long firstOffset(String topic, Start.Builder start) {
        return fetch(from(topic, 0, start)).getPartitions(0).getRecords(0).getOffset();
    }

    static ProduceResponse produce(ProduceRequest request) {
        return door.call("akkord.v1.Producer/Produce", request, ProduceResponse.getDefaultInstance());
    }

    static Status refusedProduce(ProduceRequest request) {
        return door.refusal("akkord.v1.Producer/Produce", request, ProduceResponse.getDefaultInstance());
    }

    static FetchResponse fetch(FetchRequest request) {
        return door.call("akkord.v1.Fetch/Fetch", request, FetchResponse.getDefaultInstance());
    }

    static Status refusedFetch(FetchRequest request) {
        return door.refusal("akkord.v1.Fetch/Fetch", request, FetchResponse.getDefaultInstance());
    }

    static Status refusedCreate(CreateTopicRequest.Builder request) {
        return door.refusal("akkord.v1.Topics/Create", request.build(), CreateTopicResponse.getDefaultInstance());
    }

    static RunningDoor.Stream<FetchRequest, FetchResponse> fetchStream(FetchRequest request) {
        return door.stream("akkord.v1.Fetch/FetchStream", request, FetchResponse.getDefaultInstance())
                .send(request)
                .halfClose();
    }

    static void create(String topic, int partitions, String... config) {
        CreateTopicRequest.Builder request =
                CreateTopicRequest.newBuilder().setName(topic).setPartitions(partitions);
        for (int i = 0; i < config.length; i += 2) request.putConfig(config[i], config[i + 1]);
        door.call("akkord.v1.Topics/Create", request.build(), CreateTopicResponse.getDefaultInstance());
    }

    static DescribeTopicResponse describe(String topic) {
        return door.call(
                "akkord.v1.Topics/Describe",
                DescribeTopicRequest.newBuilder().setName(topic).build(),
                DescribeTopicResponse.getDefaultInstance());
    }

    static List<String> list() {
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

    static ProduceRequest one(String topic, String value) {
        return ProduceRequest.newBuilder()
                .setTopic(topic)
                .addRecords(value(value))
                .build();
    }

    static NewRecord.Builder value(String value) {
        return NewRecord.newBuilder().setValue(utf8(value));
    }

    static NewRecord.Builder record(String key, String value) {
        return value(value).setKey(utf8(key));
    }

    static FetchRequest from(String topic, int partition, Start.Builder start) {
        return FetchRequest.newBuilder()
                .addPartitions(PartitionFetch.newBuilder()
                        .setTopic(topic)
                        .setPartition(partition)
                        .setStart(start))
                .build();
    }

    static Start.Builder earliest() {
        return Start.newBuilder().setEarliest(Earliest.getDefaultInstance());
    }

    static Start.Builder latest() {
        return Start.newBuilder().setLatest(Latest.getDefaultInstance());
    }

    static Start.Builder offset(long offset) {
        return Start.newBuilder().setOffset(offset);
    }
}
