package akkord.protocol.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.door.grpc.RunningDoor.Stream;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that open many streams and never read: what they cost, and what another client notices. */
class StalledStreamsTest {

    private static final int STREAMS = 50;
    private static final int RECORDS = 400;
    private static final int RECORD_BYTES = 10_000;
    private static final int ANSWER_BYTES = 1 << 20;

    /** What has left the door for a client that does not read: its windows, and the frames about to be sent. */
    private static final int UNDER_WAY_BYTES = 256 << 10;

    private final RunningDoor door = new RunningDoor("""
            akkord.grpc.fetch-in-flight-size-max = 1 MiB
            akkord.grpc.fetch-size-least = 16 KiB
            akkord.grpc.produce-in-flight-size-max = 256 KiB
            """);
    private ManagedChannel stalling;

    @BeforeEach
    void aClientWithSmallWindows() {
        stalling = NettyChannelBuilder.forAddress("127.0.0.1", door.door.port())
                .usePlaintext()
                .initialFlowControlWindow(64 << 10)
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        stalling.shutdownNow();
        door.close();
    }

    private void produce(String value) {
        door.call("akkord.v1.Producer/Produce", DoorCalls.one("t", value), ProduceResponse.getDefaultInstance());
    }

    private FetchResponse fetch(long offset) {
        FetchRequest request = DoorCalls.from("t", 0, DoorCalls.offset(offset)).toBuilder()
                .setMaxBytes(ANSWER_BYTES)
                .build();
        return door.call("akkord.v1.Fetch/Fetch", request, FetchResponse.getDefaultInstance());
    }

    @Test
    void fetchStreamsThatNobodyReadsCostBoundedMemoryAndLeaveRoomForOthers() {
        for (int i = 0; i < RECORDS; i++) produce("v".repeat(RECORD_BYTES));
        MemoryPartition partition = door.node.partition("t", 0);
        FetchRequest all = DoorCalls.from("t", 0, DoorCalls.earliest()).toBuilder()
                .setMaxBytes(ANSWER_BYTES)
                .build();
        List<Stream<FetchRequest, FetchResponse>> stalled = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++)
            stalled.add(new Stream<>(
                            stalling,
                            RunningDoor.method(
                                    MethodType.SERVER_STREAMING,
                                    "akkord.v1.Fetch/FetchStream",
                                    all,
                                    FetchResponse.getDefaultInstance()),
                            CallOptions.DEFAULT)
                    .send(all)
                    .halfClose());
        DoorCalls.await(() -> partition.reads.get() >= STREAMS);
        assertThat(partition.bytesRead.get())
                .isLessThan((long) STREAMS * UNDER_WAY_BYTES + ANSWER_BYTES)
                .isLessThan((long) STREAMS * ANSWER_BYTES / 2);

        long next = 0;
        while (next < RECORDS) next = fetch(next).getPartitions(0).getNextOffset();
        assertThat(next).isEqualTo(RECORDS);

        stalled.forEach(Stream::cancel);
        // Half of what is left is half of everything again.
        DoorCalls.await(() -> fetch(0).getSerializedSize() > ANSWER_BYTES / 2 - 2 * RECORD_BYTES);
    }

    @Test
    void produceStreamsThatNobodyReadsDoNotHoldUpOthers() throws Exception {
        produce("first");
        List<Stream<ProduceRequest, ProduceResponse>> stalled = new ArrayList<>();
        ProduceRequest request = DoorCalls.one("t", "v".repeat(RECORD_BYTES));
        for (int i = 0; i < STREAMS; i++) {
            Stream<ProduceRequest, ProduceResponse> stream = new Stream<>(
                    stalling,
                    RunningDoor.method(
                            MethodType.BIDI_STREAMING,
                            "akkord.v1.Producer/ProduceStream",
                            request,
                            ProduceResponse.getDefaultInstance()),
                    CallOptions.DEFAULT);
            for (int sent = 0; sent < 20; sent++) stream.send(request);
            stalled.add(stream);
        }
        MemoryPartition partition = door.node.partition("t", 0);
        DoorCalls.await(() -> partition.batchCount() > STREAMS);
        for (int i = 0; i < 100; i++) produce("other");
        stalled.forEach(Stream::cancel);
        produce("last");
    }
}
