package akkord.protocol.door.grpc;

import static akkord.protocol.door.grpc.RunningDoor.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.grpc.v1.CreateTopicRequest;
import akkord.protocol.grpc.v1.CreateTopicResponse;
import akkord.protocol.grpc.v1.Earliest;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.NewRecord;
import akkord.protocol.grpc.v1.PartitionFetch;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import akkord.protocol.grpc.v1.Start;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two doors: whichever is asked, a client gets to what the other one leads. */
class ForwardingTest {

    private static RunningDoor here;
    private static RunningDoor there;

    @BeforeAll
    static void open() {
        here = new RunningDoor("");
        there = new RunningDoor("");
    }

    @AfterAll
    static void close() throws Exception {
        here.close();
        there.close();
    }

    /** Partition 0 here, partition 1 there. */
    private static void create(String topic) {
        there.call(
                "akkord.v1.Topics/Create",
                CreateTopicRequest.newBuilder().setName(topic).setPartitions(2).build(),
                CreateTopicResponse.getDefaultInstance());
        here.node.createSplit(topic, there.door.port());
    }

    private static ProduceRequest request(String topic, int partition, String... values) {
        ProduceRequest.Builder request =
                ProduceRequest.newBuilder().setTopic(topic).setPartition(partition);
        for (String value : values) request.addRecords(NewRecord.newBuilder().setValue(utf8(value)));
        return request.build();
    }

    private static ProduceResponse produce(ProduceRequest request) {
        return here.call("akkord.v1.Producer/Produce", request, ProduceResponse.getDefaultInstance());
    }

    private static FetchRequest both(String topic) {
        FetchRequest.Builder request = FetchRequest.newBuilder();
        for (int partition = 0; partition < 2; partition++)
            request.addPartitions(PartitionFetch.newBuilder()
                    .setTopic(topic)
                    .setPartition(partition)
                    .setStart(Start.newBuilder().setEarliest(Earliest.getDefaultInstance())));
        return request.build();
    }

    private static Map<Integer, List<String>> values(FetchResponse... answers) {
        Map<Integer, List<String>> values = new TreeMap<>();
        for (FetchResponse answer : answers)
            for (PartitionRecords records : answer.getPartitionsList())
                for (FetchedRecord record : records.getRecordsList())
                    values.computeIfAbsent(records.getPartition(), first -> new ArrayList<>())
                            .add(record.getValue().toStringUtf8());
        return values;
    }

    @Test
    void recordsForAnotherNodeArriveThereWithTheirOffsets() {
        create("passed-on");
        produce(request("passed-on", 1, "first"));
        ProduceResponse answer = produce(request("passed-on", 1, "a", "b"));
        assertThat(answer.getPositionsList())
                .extracting(position -> position.getOffset())
                .containsExactly(1L, 2L);
        FetchResponse read = there.call("akkord.v1.Fetch/Fetch", both("passed-on"), FetchResponse.getDefaultInstance());
        assertThat(values(read)).isEqualTo(Map.of(1, List.of("first", "a", "b")));
    }

    @Test
    void aStreamsRequestsKeepTheirOrderOnTheWayToAnotherNode() throws Exception {
        create("in-order");
        var stream = here.stream(
                "akkord.v1.Producer/ProduceStream",
                ProduceRequest.getDefaultInstance(),
                ProduceResponse.getDefaultInstance());
        List<String> sent = IntStream.range(0, 200).mapToObj(i -> "value " + i).toList();
        for (String value : sent) stream.send(request("in-order", 1, value));
        for (int i = 0; i < sent.size(); i++)
            assertThat(stream.next().getPositions(0).getOffset()).isEqualTo(i);
        stream.halfClose();
        FetchResponse read = here.call("akkord.v1.Fetch/Fetch", both("in-order"), FetchResponse.getDefaultInstance());
        assertThat(values(read)).isEqualTo(Map.of(1, sent));
    }

    @Test
    void oneFetchReadsWhatIsHereAndWhatIsThere() {
        create("both");
        produce(request("both", 0, "here"));
        produce(request("both", 1, "there"));
        FetchResponse read = here.call("akkord.v1.Fetch/Fetch", both("both"), FetchResponse.getDefaultInstance());
        assertThat(values(read)).isEqualTo(Map.of(0, List.of("here"), 1, List.of("there")));
    }

    @Test
    void aFetchThatWaitsIsAnsweredByWhicheverNodeHasSomething() {
        create("awaited");
        FetchRequest waiting = both("awaited").toBuilder().setMaxWaitMs(25_000).build();
        CompletableFuture<FetchResponse> answer = CompletableFuture.supplyAsync(
                () -> here.call("akkord.v1.Fetch/Fetch", waiting, FetchResponse.getDefaultInstance()),
                task -> new Thread(task).start());
        DoorCalls.await(() -> here.node.partition("awaited", 0).waiters.get() > 0
                && there.node.partition("awaited", 1).waiters.get() > 0);
        produce(request("awaited", 1, "there"));
        assertThat(values(answer.join())).isEqualTo(Map.of(1, List.of("there")));
    }

    @Test
    void oneStreamFollowsPartitionsOfBothNodes() throws Exception {
        create("followed");
        var stream = here.stream(
                        "akkord.v1.Fetch/FetchStream",
                        FetchRequest.getDefaultInstance(),
                        FetchResponse.getDefaultInstance())
                .send(both("followed"))
                .halfClose();
        produce(request("followed", 1, "there"));
        assertThat(values(stream.next())).isEqualTo(Map.of(1, List.of("there")));
        produce(request("followed", 0, "here"));
        assertThat(values(stream.next())).isEqualTo(Map.of(0, List.of("here")));
        stream.cancel();
    }

    @Test
    void aRefusalOfTheOtherNodeComesBackAsItIs() {
        create("refused");
        there.node.partition("refused", 1).refuseAppends =
                new Refusal(ErrorCode.KAFKA_STORAGE_ERROR, "no space left there");
        Status status = here.refusal(
                "akkord.v1.Producer/Produce", request("refused", 1, "x"), ProduceResponse.getDefaultInstance());
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(status.getDescription()).contains("no space left there");
    }

    @Test
    void anotherNodeThatIsGoneIsNamedAndWhatIsHereIsRead() throws Exception {
        RunningDoor gone = new RunningDoor("");
        int port = gone.door.port();
        gone.close();
        here.node.createSplit("half", port);
        produce(request("half", 0, "here"));
        FetchResponse read = here.call("akkord.v1.Fetch/Fetch", both("half"), FetchResponse.getDefaultInstance());
        assertThat(values(read)).isEqualTo(Map.of(0, List.of("here")));
        assertThat(read.getPartitionsList()).anyMatch(records -> records.hasError() && records.getPartition() == 1);
        Status status = here.refusal(
                "akkord.v1.Producer/Produce", request("half", 1, "x"), ProduceResponse.getDefaultInstance());
        assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(status.getDescription()).contains("node 2", "may or may not be written");
    }
}
