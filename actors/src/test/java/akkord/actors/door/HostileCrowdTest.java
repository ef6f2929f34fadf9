package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Many bad clients at once, each within its own bounds: what all of them together may cost. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileCrowdTest {

    private static final long MIB = 1024 * 1024;
    private static final int PARTITIONS = 150;
    private static final int SMALL_BATCH_BYTES = 7000;
    private static final int HALVES = 200;
    private static final int NON_READERS = 80;

    private KafkaNode node;

    String transport() {
        return "auto";
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        node = new KafkaNode(
                folder,
                Map.of(),
                ConfigFactory.parseString(
                        "akkord.kafka { unsent-answer-bytes-max = 16 MiB, transport = " + transport() + "}"));
        try (Wire wire = new Wire(node.door().port())) {
            wire.send(ApiKeys.CREATE_TOPICS, 4, 1, SampleRequests.createTopics("small", PARTITIONS, (short) 1))
                    .receive();
            for (int i = 0; i < PARTITIONS; i++) produce(wire, i, SMALL_BATCH_BYTES);
        }
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    private static void produce(Wire wire, int partition, int bytes) throws IOException {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        MemoryRecords records = MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(1, noise));
        ProduceResponseData answer = wire.send(
                        ApiKeys.PRODUCE, 9, 1, SampleRequests.produce(9, "small", Uuid.ZERO_UUID, partition, records))
                .receive()
                .read(ApiKeys.PRODUCE, 9, new ProduceResponseData());
        var slot = answer.responses().iterator().next().partitionResponses().get(0);
        assertThat(slot.errorCode()).isZero();
    }

    /** Each announces 4 MiB and sends half of it; together they would need 400 MiB and more. */
    @Test
    void twoHundredHalvesOfBigRequestsTogetherCostABoundedAmountAndMakeWay() throws Exception {
        long before = directMemory();
        long most = 0;
        List<SocketChannel> halves = new ArrayList<>();
        try (Wire small = new Wire(node.door().port());
                Wire big = new Wire(node.door().port())) {
            for (int i = 0; i < HALVES; i++) halves.add(half(4 * (int) MIB));
            Thread bigWriter = new Thread(() -> produceBig(big));
            bigWriter.start();
            long deadline = deadline();
            while (bigWriter.isAlive()) {
                assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
                assertFetches(small);
                most = Math.max(most, directMemory() - before);
            }
            System.out.println("direct memory for halves of requests: " + most);
            assertThat(most).isBetween(16 * MIB, 112 * MIB);
        } finally {
            for (SocketChannel half : halves) half.close();
        }
        await(() -> directMemory() - before < 16 * MIB);
    }

    private void produceBig(Wire wire) {
        try {
            for (int i = 0; i < 3; i++) produce(wire, 2, 900_000);
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }

    /** As much of half a request as the connection takes at once. */
    private SocketChannel half(int announced) throws IOException {
        SocketChannel channel = SocketChannel.open(
                new InetSocketAddress("127.0.0.1", node.door().port()));
        channel.setOption(StandardSocketOptions.SO_SNDBUF, announced);
        channel.configureBlocking(false);
        channel.write(ByteBuffer.allocate(announced / 2).putInt(0, announced).putShort(5, ApiKeys.PRODUCE.id));
        return channel;
    }

    /** Each asks for answers of 1 MiB that are copied, and takes none until the end. */
    @Test
    void manyWhoDoNotReadTogetherCostABoundedAmountAndLoseNothing() throws Exception {
        int asked = 8;
        long before = directMemory();
        List<Wire> nonReaders = new ArrayList<>();
        try (Wire other = new Wire(node.door().port())) {
            for (int i = 0; i < NON_READERS; i++)
                nonReaders.add(new Wire(node.door().port()));
            long requestsBefore = node.door().counters().requests().sum();
            for (Wire wire : nonReaders) for (int i = 0; i < asked; i++) wire.send(ApiKeys.FETCH, 11, i, everything());
            await(() -> node.door().counters().requests().sum() - requestsBefore >= NON_READERS);
            long most = 0;
            for (int i = 0; i < 500; i++) {
                assertFetches(other);
                most = Math.max(most, directMemory() - before);
            }
            System.out.println("direct memory for answers that nobody takes: " + most);
            assertThat(most).isLessThan(64 * MIB);
            for (Wire wire : nonReaders)
                for (int i = 0; i < asked; i++) {
                    Wire.Answer answer = wire.receive();
                    assertThat(answer.correlationId()).isEqualTo(i);
                    assertThat(answer.frame().remaining()).isGreaterThan(SMALL_BATCH_BYTES * PARTITIONS);
                }
        } finally {
            for (Wire wire : nonReaders) wire.close();
        }
    }

    private static FetchRequestData everything() {
        FetchRequestData all =
                SampleRequests.fetch(11, "small", Uuid.ZERO_UUID, 0, 0).setMaxBytes(10_000_000);
        List<FetchRequestData.FetchPartition> partitions = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++)
            partitions.add(new FetchRequestData.FetchPartition()
                    .setPartition(i)
                    .setFetchOffset(0)
                    .setPartitionMaxBytes(10_000));
        all.topics().get(0).setPartitions(partitions);
        return all;
    }

    private static void assertFetches(Wire wire) throws IOException {
        FetchRequestData request = SampleRequests.fetch(11, "small", Uuid.ZERO_UUID, 0, 0);
        FetchResponseData answer =
                wire.send(ApiKeys.FETCH, 11, 9, request).receive().read(ApiKeys.FETCH, 11, new FetchResponseData());
        assertThat(answer.responses().get(0).partitions().get(0).errorCode()).isZero();
    }

    private static long directMemory() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    private static long deadline() {
        return System.nanoTime() + 3 * KafkaNode.PATIENCE.toNanos();
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = deadline();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
