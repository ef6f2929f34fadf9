package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32C;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Records go from the socket to the file and from the file to the socket; nobody on the way looks into them. */
@Isolated("it counts what all threads of the JVM allocate")
class ZeroCopyTest {

    private static final int MIB = 1024 * 1024;
    private static final int BATCH_BYTES = 1_000_000;
    private static final int ROUNDS = 64;

    /** The node's threads may allocate this for each MiB of records, in and out together: a 16th of a copy. */
    private static final long ALLOCATED_BYTES_PER_MIB_MAX = 64 * 1024;

    private static final int AT_CRC = 17;
    private static final int AT_ATTRIBUTES = 21;
    private static final int GZIP = 1;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @TempDir
    Path data;

    private KafkaNode node;
    private Wire wire;

    @BeforeEach
    void start() throws Exception {
        node = new KafkaNode(data, Map.of());
        wire = new Wire(node.door().port());
        wire.send(ApiKeys.CREATE_TOPICS, 4, 1, SampleRequests.createTopics("bytes", 1, (short) 1))
                .receive();
    }

    @AfterEach
    void stop() throws Exception {
        wire.close();
        node.close();
    }

    @Test
    void recordsPassWithoutACopyOnTheHeap() throws Exception {
        byte[] produce =
                Wire.request(ApiKeys.PRODUCE, 9, 1, SampleRequests.produce(9, "bytes", Uuid.ZERO_UUID, 0, garbage()));
        exchange(produce, 0);
        long regionsBefore = node.door().counters().regionBytes().sum();
        Map<Long, Long> before = allocated();
        for (int i = 1; i <= ROUNDS; i++) exchange(produce, i);
        long bytes = growth(before);
        long moved = 2L * ROUNDS * BATCH_BYTES;
        System.out.println("allocated " + bytes + " bytes while " + moved + " bytes of records passed");
        assertThat(bytes / (moved / MIB)).isLessThan(ALLOCATED_BYTES_PER_MIB_MAX);
        assertThat(node.door().counters().regionBytes().sum() - regionsBefore)
                .isGreaterThanOrEqualTo((long) ROUNDS * BATCH_BYTES);
        assertThat(node.door().counters().copiedBytes().sum()).isZero();
    }

    private void exchange(byte[] produce, long offset) throws Exception {
        ProduceResponseData appended =
                wire.write(produce).receive().read(ApiKeys.PRODUCE, 9, new ProduceResponseData());
        var slot = appended.responses().iterator().next().partitionResponses().get(0);
        assertThat(slot.errorCode()).isZero();
        assertThat(slot.baseOffset()).isEqualTo(offset);
        wire.send(ApiKeys.FETCH, 11, 2, SampleRequests.fetch(11, "bytes", Uuid.ZERO_UUID, 0, offset));
        assertThat(wire.receive().frame().remaining()).isGreaterThan(BATCH_BYTES);
    }

    /** Of every thread but this one, which plays the client. */
    private static Map<Long, Long> allocated() {
        Map<Long, Long> byThread = new HashMap<>();
        for (long id : THREADS.getAllThreadIds())
            if (id != Thread.currentThread().getId()) byThread.put(id, THREADS.getThreadAllocatedBytes(id));
        return byThread;
    }

    private static long growth(Map<Long, Long> before) {
        return allocated().entrySet().stream()
                .mapToLong(thread -> thread.getValue() - before.getOrDefault(thread.getKey(), 0L))
                .sum();
    }

    @Test
    void aBatchThatCannotBeDecompressedComesOutAsItWentIn() throws Exception {
        MemoryRecords garbage = garbage();
        ByteBuffer in = garbage.buffer().duplicate();
        wire.send(ApiKeys.PRODUCE, 9, 1, SampleRequests.produce(9, "bytes", Uuid.ZERO_UUID, 0, garbage))
                .receive();
        FetchResponseData answer = wire.send(
                        ApiKeys.FETCH, 11, 2, SampleRequests.fetch(11, "bytes", Uuid.ZERO_UUID, 0, 0))
                .receive()
                .read(ApiKeys.FETCH, 11, new FetchResponseData());
        MemoryRecords records =
                (MemoryRecords) answer.responses().get(0).partitions().get(0).records();
        ByteBuffer out = records.buffer().duplicate();
        assertThat(out.remaining()).isEqualTo(in.remaining());
        // Base offset and leader epoch are the node's; from the checksum on everything is the client's.
        assertThat(out.position(out.position() + AT_CRC)).isEqualTo(in.position(in.position() + AT_CRC));
    }

    /** A batch that says it is gzip and is noise, with the right checksum. */
    private static MemoryRecords garbage() {
        byte[] noise = new byte[BATCH_BYTES];
        new Random(7).nextBytes(noise);
        MemoryRecords records = MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(1, noise));
        ByteBuffer batch = records.buffer();
        batch.putShort(AT_ATTRIBUTES, (short) GZIP);
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(AT_ATTRIBUTES));
        batch.putInt(AT_CRC, (int) crc.getValue());
        return records;
    }
}
