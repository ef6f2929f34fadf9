package akkord.protocol.door.grpc;

import static akkord.protocol.door.grpc.RunningDoor.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.codec.PartitionHash;
import akkord.protocol.config.LiveSettings;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.grpc.v1.Acks;
import akkord.protocol.grpc.v1.Compression;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.Header;
import akkord.protocol.grpc.v1.NewRecord;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import akkord.protocol.grpc.v1.RecordPosition;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProduceCallsTest extends DoorCalls {

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
    void theSizeThatIsSetForAllNodesWhileTheyRunCountsAtOnce() {
        create("dynamic", 1);
        produce(one("dynamic", "z".repeat(1500)));
        door.node.settings.update(Map.of(LiveSettings.ALL_NODES, Map.of("message.max.bytes", "1000")));
        try {
            assertRefused(refusedProduce(one("dynamic", "z".repeat(1500))), Code.RESOURCE_EXHAUSTED, "at most 1000");
        } finally {
            door.node.settings.update(Map.of());
        }
        produce(one("dynamic", "z".repeat(1500)));
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
        assertRefused(
                refusedProduce(
                        one("elsewhere", "x").toBuilder().setOnlyHere(true).build()),
                Code.UNAVAILABLE,
                "led by node 2 at host2:8082");
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
}
