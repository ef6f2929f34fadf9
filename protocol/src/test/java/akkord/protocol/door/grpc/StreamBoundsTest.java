package akkord.protocol.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What one stream may take of the node, and of its own partitions. */
class StreamBoundsTest extends DoorCalls {

    @Test
    void aProduceStreamHasNoMoreRequestsUnderWayThanItMay() throws Exception {
        int requests = 100;
        try (RunningDoor narrow = new RunningDoor("akkord.grpc.produce-in-flight-max = 4")) {
            var stream = narrow.stream(
                    "akkord.v1.Producer/ProduceStream",
                    ProduceRequest.getDefaultInstance(),
                    ProduceResponse.getDefaultInstance());
            stream.send(one("narrow", "first"));
            stream.next();
            MemoryPartition partition = narrow.node.partition("narrow", 0);
            partition.holdAnswers = true;
            for (int i = 0; i < requests; i++) stream.send(one("narrow", "v" + i));
            await(() -> partition.heldAnswers.size() >= 4);
            int most = 0;
            for (int i = 0; i < requests; i++) {
                Runnable oldest = partition.heldAnswers.poll(RunningDoor.SECONDS_MAX, TimeUnit.SECONDS);
                assertThat(oldest).isNotNull();
                // With the one that is not answered yet.
                most = Math.max(most, partition.heldAnswers.size() + 1);
                oldest.run();
                stream.next();
            }
            assertThat(most).isEqualTo(4);
            stream.cancel();
        }
    }

    @Test
    void eachPartitionOfAFetchStreamGetsItsTurn() throws Exception {
        create("turns", 3);
        for (int i = 0; i < 12; i++)
            produce(one("turns", "v" + i).toBuilder().setPartition(i % 3).build());
        FetchRequest.Builder request = FetchRequest.newBuilder().setMaxBytes(1);
        for (int number = 0; number < 3; number++)
            request.addPartitions(from("turns", number, earliest()).getPartitions(0));
        var stream = fetchStream(request.build());
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 6; i++) order.add(stream.next().getPartitions(0).getPartition());
        assertThat(order).containsExactly(0, 1, 2, 0, 1, 2);
        stream.cancel();
    }

    @Test
    void noWaiterIsLeftWhenAFetchStreamEnds() {
        create("left", 2);
        MemoryPartition one = door.node.partition("left", 0);
        MemoryPartition other = door.node.partition("left", 1);
        var stream = fetchStream(from("left", 0, latest()).toBuilder()
                .addPartitions(from("left", 1, latest()).getPartitions(0))
                .build());
        await(() -> one.stillWaiting() == 1 && other.stillWaiting() == 1);
        stream.cancel();
        await(() -> one.stillWaiting() == 0 && other.stillWaiting() == 0);
        assertThat(one.waiters).hasValue(1);
    }
}
