package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.ConfigFactory;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.Stream;
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
import org.slf4j.LoggerFactory;

/** Clients that do not read, that go away in the middle, and that send a little at a time; over epoll where there is one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostilePeersTest {

    private static final int BATCH_BYTES = 900_000;
    private static final int BATCHES = 24;
    private static final int SMALL_PARTITIONS = 150;
    private static final long MIB = 1024 * 1024;

    private Path data;
    private KafkaNode node;
    private final ListAppender<ILoggingEvent> leaks = new ListAppender<>();

    String transport() {
        return "auto";
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        data = folder.toRealPath();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        leaks.start();
        ((Logger) LoggerFactory.getLogger(ResourceLeakDetector.class)).addAppender(leaks);
        node = new KafkaNode(
                data,
                Map.of(),
                ConfigFactory.parseString(
                        "akkord.kafka { request-receive-timeout = 500 ms, region-bytes-unsent-max = 4 MiB,"
                                + "transport = " + transport() + "}"));
        try (Wire wire = new Wire(node.door().port())) {
            wire.send(ApiKeys.CREATE_TOPICS, 4, 1, SampleRequests.createTopics("big", 1, (short) 1))
                    .receive();
            wire.send(ApiKeys.CREATE_TOPICS, 4, 2, SampleRequests.createTopics("small", SMALL_PARTITIONS, (short) 1))
                    .receive();
            for (int i = 0; i < BATCHES; i++) produce(wire, "big", 0, BATCH_BYTES);
            for (int i = 0; i < SMALL_PARTITIONS; i++) produce(wire, "small", i, 7000);
        }
    }

    private static void produce(Wire wire, String topic, int partition, int bytes) throws IOException {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        MemoryRecords records = MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(1, noise));
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

    @AfterAll
    void stopAndLookForLeaks() throws Exception {
        node.close();
        // The detector speaks up when something is allocated after the collector has found a lost buffer.
        for (int i = 0; i < 3; i++) {
            System.gc();
            ByteBuf some = PooledByteBufAllocator.DEFAULT.directBuffer(16);
            some.release();
        }
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.SIMPLE);
        assertThat(leaks.list).isEmpty();
    }

    @Test
    void whoFetchesFilesAndDoesNotReadIsNotReadFromAndLosesNothing() throws Exception {
        FetchRequestData request =
                SampleRequests.fetch(11, "big", Uuid.ZERO_UUID, 0, 3).setMaxBytes(1_000_000);
        neverReads(i -> request, BATCH_BYTES);
    }

    @Test
    void whoFetchesManySmallPartitionsAndDoesNotReadIsNotReadFromAndLosesNothing() throws Exception {
        FetchRequestData all =
                SampleRequests.fetch(11, "small", Uuid.ZERO_UUID, 0, 0).setMaxBytes(10_000_000);
        List<FetchRequestData.FetchPartition> partitions = new ArrayList<>();
        for (int i = 0; i < SMALL_PARTITIONS; i++)
            partitions.add(new FetchRequestData.FetchPartition()
                    .setPartition(i)
                    .setFetchOffset(0)
                    .setPartitionMaxBytes(10_000));
        all.topics().get(0).setPartitions(partitions);
        try (Wire opener = new Wire(node.door().port())) {
            int session = opener.send(ApiKeys.FETCH, 11, 1, all.setSessionEpoch(0))
                    .receive()
                    .read(ApiKeys.FETCH, 11, new FetchResponseData())
                    .sessionId();
            // Requests of a session are so short that one read takes a hundred.
            neverReads(i -> inSession(session, i + 1), 7000 * SMALL_PARTITIONS);
        }
    }

    private static FetchRequestData inSession(int session, int epoch) {
        return new FetchRequestData()
                .setSessionId(session)
                .setSessionEpoch(epoch)
                .setMinBytes(1)
                .setMaxBytes(10_000_000);
    }

    private void neverReads(IntFunction<FetchRequestData> request, int answerBytesMin) throws Exception {
        int asked = 300;
        ByteArrayOutputStream pipelined = new ByteArrayOutputStream();
        for (int i = 0; i < asked; i++) pipelined.write(Wire.request(ApiKeys.FETCH, 11, i, request.apply(i)));
        long before = requests();
        long memoryBefore = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        try (Wire wire = new Wire(node.door().port());
                Wire other = new Wire(node.door().port())) {
            Thread writer = new Thread(() -> {
                try {
                    wire.write(pipelined.toByteArray());
                } catch (IOException closed) {
                    throw new UncheckedIOException(closed);
                }
            });
            writer.start();
            await(() -> requests() - before >= 5);
            for (int i = 0; i < 200; i++) assertFetches(other);
            assertThat(requests() - before - 200)
                    .as("requests taken from a client that does not read")
                    .isLessThan(100);
            assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - memoryBefore)
                    .as("direct memory for it")
                    .isLessThan(24 * MIB);
            for (int i = 0; i < asked; i++) {
                Wire.Answer answer = wire.receive();
                assertThat(answer.correlationId()).isEqualTo(i);
                assertThat(answer.frame().remaining()).isGreaterThan(answerBytesMin);
            }
            writer.join();
        }
    }

    @Test
    void whoGoesAwayInTheMiddleOfBigAnswersLeavesNothingOpen() throws Exception {
        try (Wire own = new Wire(node.door().port())) {
            own.send(ApiKeys.CREATE_TOPICS, 4, 1, SampleRequests.createTopics("short-lived", 1, (short) 1))
                    .receive();
            for (int i = 0; i < 10; i++) produce(own, "short-lived", 0, BATCH_BYTES);
            FetchRequestData request = SampleRequests.fetch(11, "short-lived", Uuid.ZERO_UUID, 0, 0);
            request.topics().get(0).partitions().get(0).setPartitionMaxBytes(20_000_000);
            for (int round = 0; round < 20; round++) {
                try (Wire wire = new Wire(node.door().port())) {
                    for (int i = 0; i < 5; i++) wire.send(ApiKeys.FETCH, 11, i, request.setMaxBytes(20_000_000));
                    wire.readSome(100_000);
                    wire.resetOnClose();
                }
            }
            await(() -> node.door().openConnections() == 1);
            assertFetches(own);
            own.send(ApiKeys.DELETE_TOPICS, 5, 3, SampleRequests.deleteTopics(5, "short-lived"))
                    .receive();
        }
        await(() -> deletedAndOpen() == 0);
    }

    /** Files of the node that are gone and that somebody still holds open. */
    private long deletedAndOpen() {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.map(HostilePeersTest::target)
                    .filter(file -> file.startsWith(data.toString()) && file.endsWith("(deleted)"))
                    .count();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException closedSince) {
            return closedSince.getClass().getName();
        }
    }

    @Test
    void whoSendsOneByteAtATimeIsLetGoWhileOthersGoOn() throws Exception {
        List<Wire> slow = new ArrayList<>();
        try (Wire other = new Wire(node.door().port())) {
            for (int i = 0; i < 50; i++) slow.add(new Wire(node.door().port()).write(new byte[] {0, 1, 0, 0}));
            await(() -> {
                slow.forEach(wire -> wire.tryWrite(new byte[1]));
                assertFetches(other);
                return slow.stream().allMatch(Wire::isGone);
            });
            assertFetches(other);
        } finally {
            for (Wire wire : slow) wire.close();
        }
    }

    @Test
    void halfOfABigRequestCostsLittleMoreThanWhatHasCome() throws Exception {
        List<Wire> halves = new ArrayList<>();
        long before = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
        try (Wire other = new Wire(node.door().port())) {
            for (int i = 0; i < 100; i++)
                halves.add(new Wire(node.door().port()).write(new byte[] {5, 0, 0, 0, 0, 0, 0, 1}));
            assertFetches(other);
            assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - before)
                    .isLessThan(16 * MIB);
        } finally {
            for (Wire wire : halves) wire.close();
        }
    }

    @Test
    void aConnectionThatMustEndDoesNotWaitForAFetchThatWaits() throws Exception {
        FetchRequestData waiting =
                SampleRequests.fetch(11, "big", Uuid.ZERO_UUID, 0, BATCHES).setMaxWaitMs(Integer.MAX_VALUE);
        try (Wire wire = new Wire(node.door().port())) {
            wire.send(ApiKeys.FETCH, 11, 1, waiting).write(new byte[] {-1, -1, -1, -1});
            assertThat(wire.receive().correlationId()).isEqualTo(1);
            assertThat(wire.isHungUpOn()).isTrue();
        }
    }

    @Test
    void recordsSentWithoutAcksThatCannotBeWrittenEndTheConnectionAtOnce() throws Exception {
        FetchRequestData waiting =
                SampleRequests.fetch(11, "big", Uuid.ZERO_UUID, 0, BATCHES).setMaxWaitMs(Integer.MAX_VALUE);
        try (Wire wire = new Wire(node.door().port())) {
            wire.send(
                    ApiKeys.PRODUCE,
                    9,
                    1,
                    SampleRequests.produce(9, "nowhere", Uuid.ZERO_UUID, 0, SampleRequests.records(5))
                            .setAcks((short) 0));
            wire.trySend(ApiKeys.FETCH, 11, 2, waiting);
            assertThat(wire.isHungUpOn()).isTrue();
        }
    }

    @Test
    void requestsWithoutAcksBetweenOthersLeaveTheOrderAlone() throws Exception {
        ByteArrayOutputStream pipelined = new ByteArrayOutputStream();
        for (int i = 0; i < 60; i++) {
            MemoryRecords records = SampleRequests.records(5);
            short acks = (short) (i % 3 == 0 ? 0 : i % 3 == 1 ? 1 : -1);
            pipelined.write(Wire.request(
                    ApiKeys.PRODUCE,
                    9,
                    i,
                    SampleRequests.produce(9, "small", Uuid.ZERO_UUID, 1, records)
                            .setAcks(acks)));
        }
        try (Wire wire = new Wire(node.door().port())) {
            wire.write(pipelined.toByteArray());
            for (int i = 0; i < 60; i++)
                if (i % 3 != 0) assertThat(wire.receive().correlationId()).isEqualTo(i);
        }
    }

    private void assertFetches(Wire wire) throws IOException {
        FetchRequestData request = SampleRequests.fetch(11, "small", Uuid.ZERO_UUID, 0, 0);
        FetchResponseData answer =
                wire.send(ApiKeys.FETCH, 11, 9, request).receive().read(ApiKeys.FETCH, 11, new FetchResponseData());
        assertThat(answer.responses().get(0).partitions().get(0).errorCode()).isZero();
    }

    private long requests() {
        return node.door().counters().requests().sum();
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + KafkaNode.PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
