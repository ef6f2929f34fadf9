package akkord.protocol.door.grpc;

import static akkord.protocol.door.grpc.RunningDoor.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.grpc.v1.Compression;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.NewRecord;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.Start;
import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;

class FetchCallsTest extends DoorCalls {

    @Test
    void whatUnpacksToFarMoreThanItsPlaceInTheLogComesInPieces() {
        create("unpacked", 1);
        ProduceRequest.Builder request =
                ProduceRequest.newBuilder().setTopic("unpacked").setCompression(Compression.COMPRESSION_ZSTD);
        for (int i = 0; i < 50; i++) request.addRecords(value("0".repeat(100_000)));
        produce(request.build());

        long next = 0;
        int answers = 0;
        while (next < 50) {
            FetchResponse answer = fetch(from("unpacked", 0, offset(next)).toBuilder()
                    .setMaxBytes(400_000)
                    .build());
            assertThat(answer.getSerializedSize()).isLessThan(1_000_000);
            assertThat(answer.getPartitions(0).getRecords(0).getOffset()).isEqualTo(next);
            next = answer.getPartitions(0).getNextOffset();
            answers++;
        }
        assertThat(answers).isGreaterThan(5);
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
        FetchRequest onlyHere =
                from("elsewhere", 0, earliest()).toBuilder().setOnlyHere(true).build();
        assertRefused(refusedFetch(onlyHere), Code.UNAVAILABLE, "node 2");
        FetchRequest both = from("range", 0, earliest()).toBuilder()
                .addPartitions(from("nowhere", 0, earliest()).getPartitions(0))
                .build();
        FetchResponse answer = fetch(both);
        assertThat(answer.getPartitions(0).getRecordsCount()).isEqualTo(1);
        assertThat(answer.getPartitions(1).getError().getReason()).isEqualTo("UNKNOWN_TOPIC_OR_PARTITION");
    }

    @Test
    void whoIsAheadOfWhatANewLeaderKnowsToBeCommittedWaits() throws Exception {
        for (int i = 0; i < 3; i++) produce(one("elected", "v" + i));
        MemoryPartition partition = door.node.partition("elected", 0);
        partition.knowCommittedUpTo(1);
        assertThat(fetch(from("elected", 0, offset(3))).getPartitionsCount()).isZero();
        assertThat(fetch(from("elected", 0, offset(2))).getPartitionsCount()).isZero();
        assertRefused(refusedFetch(from("elected", 0, offset(4))), Code.OUT_OF_RANGE, "offset 4 is out of range");

        int waiters = partition.waiters.get();
        FetchRequest request =
                from("elected", 0, offset(3)).toBuilder().setMaxWaitMs(25_000).build();
        var waiting = door.stream("akkord.v1.Fetch/Fetch", request, FetchResponse.getDefaultInstance())
                .send(request)
                .halfClose();
        await(() -> partition.waiters.get() == waiters + 1);
        produce(one("elected", "v3"));
        assertThat(waiting.next().getPartitions(0).getRecords(0).getOffset()).isEqualTo(3);
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
    void aFetchDoesNotWaitForBytesThatItsAnswerHasNoRoomFor() {
        for (int i = 0; i < 4; i++) produce(one("roomy", "x".repeat(300)));
        FetchRequest request = from("roomy", 0, earliest()).toBuilder()
                .setMaxBytes(1000)
                .setMinBytes(1000)
                .setMaxWaitMs(60_000)
                .build();
        assertThat(fetch(request).getPartitions(0).getRecordsCount()).isEqualTo(2);
        assertThat(door.node.partition("roomy", 0).waiters).hasValue(0);
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
}
