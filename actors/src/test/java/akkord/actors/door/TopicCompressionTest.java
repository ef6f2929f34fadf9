package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.batch.RecordBatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code compression.type}, {@code max.decompressed.message.bytes} and what compressed batches must not hide. */
class TopicCompressionTest {

    private static final List<String> CODECS = List.of("none", "gzip", "snappy", "lz4", "zstd");
    private static final int RECORDS = 400;

    @TempDir
    static Path data;

    private static KafkaNode node;
    private static KafkaCalls kafka;

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(data, Map.of());
        kafka = KafkaCalls.to(node);
    }

    @AfterAll
    static void stop() throws Exception {
        kafka.close();
        node.close();
    }

    static Stream<Arguments> everyPair() {
        return CODECS.stream().flatMap(from -> CODECS.stream().map(to -> Arguments.of(from, to)));
    }

    @ParameterizedTest
    @MethodSource("everyPair")
    void batchesAreStoredInTheTopicsCodecAndTheRecordsStay(String from, String to) throws Exception {
        String type = to.equals("none") ? "uncompressed" : to;
        TopicPartition partition = kafka.create(from + "-to-" + to, "compression.type", type);
        List<ProducerRecord<byte[], byte[]>> sent = records(partition.topic());
        List<Future<RecordMetadata>> told = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer =
                kafka.producer("compression.type", from, "batch.size", 2_000, "linger.ms", 5)) {
            sent.forEach(one -> told.add(producer.send(one)));
        }

        List<ConsumerRecord<byte[], byte[]>> got = kafka.consume(partition, RECORDS);
        for (int i = 0; i < RECORDS; i++) {
            assertThat(KafkaCalls.get(told.get(i)).offset()).isEqualTo(i);
            assertThat(got.get(i).offset()).isEqualTo(i);
            assertThat(got.get(i).key()).isEqualTo(sent.get(i).key());
            assertThat(got.get(i).value()).isEqualTo(sent.get(i).value());
            assertThat(got.get(i).timestamp()).isEqualTo(sent.get(i).timestamp());
            assertThat(got.get(i).headers().toArray())
                    .isEqualTo(sent.get(i).headers().toArray());
        }
        assertThat(codecs(partition)).containsOnly(CODECS.indexOf(to));
        assertThat(StoredBatches.of(data, partition)).allSatisfy(batch -> assertThat(RecordBatch.producerId(batch, 0))
                .isNotNegative());
    }

    @Test
    void aChangeTakesEffectOnTheRunningPartition() throws Exception {
        TopicPartition partition = kafka.create("changes-codec");
        kafka.send(one(partition.topic(), "k", 100), "compression.type", "gzip");
        kafka.set(ConfigResource.Type.TOPIC, partition.topic(), "compression.type", "zstd");
        awaitCodec(partition, "gzip", "zstd");
        kafka.set(ConfigResource.Type.TOPIC, partition.topic(), "compression.type", "producer");
        awaitCodec(partition, "gzip", "gzip");
        assertThat(codecs(partition)).startsWith(1).contains(4).endsWith(1);
    }

    @Test
    void aBatchThatIsTooLargeInTheTopicsCodecIsRefused() throws Exception {
        TopicPartition partition =
                kafka.create("grows", "compression.type", "uncompressed", "max.message.bytes", "1000");
        assertThatThrownBy(() -> kafka.send(one("grows", "k", 5_000), "compression.type", "zstd"))
                .isInstanceOf(RecordTooLargeException.class);
        kafka.send(one("grows", "k", 500), "compression.type", "zstd");
        assertThat(codecs(partition)).containsExactly(0);
    }

    @Test
    void aCompressedRecordWithoutAKeyIsRefusedOnACompactedTopic() throws Exception {
        kafka.create("compacted", "cleanup.policy", "compact");
        for (String codec : CODECS) {
            assertThatThrownBy(() -> kafka.send(one("compacted", null, 5), "compression.type", codec))
                    .as(codec)
                    .isInstanceOf(InvalidRecordException.class)
                    .hasMessageContaining("needs a key");
            kafka.send(one("compacted", "key", 5), "compression.type", codec);
        }
    }

    @Test
    void aCompressedRecordThatIsTooLargeUnpackedIsRefused() throws Exception {
        kafka.create("capped", "max.decompressed.message.bytes", "1000");
        assertThatThrownBy(() -> kafka.send(one("capped", "k", 2_000), "compression.type", "lz4"))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessageContaining("max.decompressed.message.bytes");
        kafka.send(one("capped", "k", 500), "compression.type", "lz4");
    }

    /** The change is told to the partition beside the answer to whoever asked for it. */
    private static void awaitCodec(TopicPartition partition, String sent, String stored) throws Exception {
        long deadline = System.nanoTime() + KafkaNode.PATIENCE.toNanos();
        List<Integer> codecs;
        do {
            kafka.send(one(partition.topic(), "k", 100), "compression.type", sent);
            codecs = codecs(partition);
        } while (codecs.get(codecs.size() - 1) != CODECS.indexOf(stored) && System.nanoTime() < deadline);
    }

    private static List<Integer> codecs(TopicPartition partition) throws Exception {
        return StoredBatches.of(data, partition).stream()
                .map(batch -> RecordBatch.compressionCodec(batch, 0))
                .toList();
    }

    private static ProducerRecord<byte[], byte[]> one(String topic, String key, int valueBytes) {
        return new ProducerRecord<>(
                topic, key == null ? null : key.getBytes(StandardCharsets.UTF_8), new byte[valueBytes]);
    }

    private static List<ProducerRecord<byte[], byte[]>> records(String topic) {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            byte[] value = random.nextInt(9) == 0
                    ? null
                    : "text ".repeat(random.nextInt(60)).getBytes(StandardCharsets.UTF_8);
            byte[] key = random.nextInt(3) == 0 ? null : ("key-" + i).getBytes(StandardCharsets.UTF_8);
            long time = System.currentTimeMillis() - random.nextInt(1_000_000);
            ProducerRecord<byte[], byte[]> next = new ProducerRecord<>(topic, 0, time, key, value);
            if (i % 5 == 0) next.headers().add("header", new byte[] {(byte) i}).add("empty", null);
            records.add(next);
        }
        return records;
    }
}
