package akkord.actors.partition;

import static akkord.actors.partition.PartitionFixture.NODE;
import static akkord.actors.partition.PartitionFixture.appended;
import static akkord.actors.partition.PartitionFixture.await;
import static akkord.actors.partition.PartitionFixture.image;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.partition.core.Durability;
import akkord.actors.partition.core.TestBatch;
import akkord.protocol.batch.RecordBatch;
import akkord.protocol.domain.TopicId;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.LogSlice;
import akkord.protocol.partition.PartitionView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many producers at once against one replica and real files, then everything read back. */
class PartitionEndToEndTest {

    private static final int PRODUCERS = 6;
    private static final int APPENDS = 400;

    @TempDir
    Path data;

    @ParameterizedTest
    @EnumSource
    void everyAcknowledgedRecordIsThereOnceInItsProducersOrder(Durability durability) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed=" + seed);
        TopicId topicId = TopicId.random();
        ConcurrentMap<Long, String> acknowledged = new ConcurrentHashMap<>();
        try (PartitionFixture node = new PartitionFixture(data, durability, topicId)) {
            node.assign(image(NODE, 1, 1), Map.of("segment.bytes", "1048576"));
            node.awaitView(PartitionEndToEndTest::leads);
            hammer(node, seed, acknowledged);
            node.assertEveryBufferReleasedOnce();
            verify(readAll(node.view()), acknowledged);
            await(node.closePartition(false));
        }
        try (PartitionFixture again = new PartitionFixture(data, durability, topicId)) {
            again.assign(image(NODE, 2, 2), Map.of());
            again.awaitView(PartitionEndToEndTest::leads);
            verify(readAll(again.view()), acknowledged);
            assertThat(appended(again.append(TestBatch.of("more").build(), Acks.ALL))
                            .baseOffset())
                    .isEqualTo(acknowledged.size());
        }
    }

    private static boolean leads(PartitionView view) {
        return view.role() == PartitionView.Role.LEADER;
    }

    private static void hammer(PartitionFixture node, long seed, Map<Long, String> acknowledged) throws Exception {
        List<Thread> producers = new ArrayList<>();
        for (int producer = 0; producer < PRODUCERS; producer++) {
            int number = producer;
            producers.add(new Thread(() -> produce(node, number, new Random(seed + number), acknowledged)));
        }
        producers.forEach(Thread::start);
        for (Thread producer : producers) producer.join();
    }

    private static void produce(PartitionFixture node, int producer, Random random, Map<Long, String> acknowledged) {
        List<CompletableFuture<?>> inFlight = new ArrayList<>();
        for (int i = 0; i < APPENDS; i++) {
            String value = producer + ":" + i + ":" + "x".repeat(random.nextInt(3_000));
            Acks acks = random.nextBoolean() ? Acks.ALL : Acks.LEADER;
            inFlight.add(node.append(TestBatch.of(value).build(), acks)
                    .thenAccept(result -> acknowledged.put(((AppendResult.Appended) result).baseOffset(), value)));
            if (random.nextInt(20) == 0) await(inFlight.get(i));
        }
        await(CompletableFuture.allOf(inFlight.toArray(new CompletableFuture<?>[0])));
    }

    private static void verify(Map<Long, String> read, Map<Long, String> acknowledged) {
        assertThat(acknowledged).hasSize(PRODUCERS * APPENDS);
        assertThat(read.keySet()).isEqualTo(acknowledged.keySet());
        read.forEach((offset, value) -> assertThat(value.equals(acknowledged.get(offset)))
                .as("offset %d", offset)
                .isTrue());
        Map<String, Integer> next = new HashMap<>();
        for (long offset = 0; offset < read.size(); offset++) {
            String[] parts = read.get(offset).split(":");
            assertThat(Integer.parseInt(parts[1])).isEqualTo(next.merge(parts[0], 1, Integer::sum) - 1);
        }
    }

    private static Map<Long, String> readAll(PartitionView view) throws IOException {
        Map<Long, String> read = new HashMap<>();
        long offset = view.logStartOffset();
        while (offset < view.highWatermark()) {
            try (LogSlice slice = view.log().read(offset, view.highWatermark(), 100_000, true)) {
                ByteBuffer bytes = ByteBuffer.allocate(slice.length());
                slice.copyTo(bytes);
                bytes.flip();
                for (int at = 0; at < bytes.limit(); at += RecordBatch.sizeInBytes(bytes, at)) {
                    assertThat(RecordBatch.isCrcValid(bytes, at)).isTrue();
                    assertThat(RecordBatch.baseOffset(bytes, at)).isEqualTo(offset);
                    read.put(offset, value(bytes, at));
                    offset = RecordBatch.lastOffset(bytes, at) + 1;
                }
            }
        }
        return read;
    }

    /** The value of a batch's one record: behind the key and its own length, up to the count of no headers. */
    private static String value(ByteBuffer bytes, int at) {
        int from = at + RecordBatch.HEADER_BYTES;
        while (bytes.get(from - 3) != 'k' || bytes.get(from - 2) != 'e' || bytes.get(from - 1) != 'y') from++;
        while (bytes.get(from) < 0) from++;
        int end = at + RecordBatch.sizeInBytes(bytes, at) - 1;
        return new String(bytes.array(), from + 1, end - from - 1, StandardCharsets.UTF_8);
    }
}
