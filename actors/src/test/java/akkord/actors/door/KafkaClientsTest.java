package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kafka's own producer and consumer against the door. */
class KafkaClientsTest {

    private static final int RECORDS = 5_000;

    @TempDir
    static Path data;

    private static KafkaNode node;

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(data, Map.of("num.partitions", "2"));
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    @ParameterizedTest
    @CsvSource({"none,all", "none,1", "gzip,all", "snappy,all", "lz4,all", "zstd,all", "zstd,1"})
    void whatIsProducedIsConsumedUnchanged(String compression, String acks) throws Exception {
        String topic = "unchanged-" + compression + "-" + acks;
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        List<RecordMetadata> told = produce(topic, compression, acks, sent);

        for (TopicPartition partition : List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1))) {
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) if (told.get(i).partition() == partition.partition()) expected.add(i);
            List<ConsumerRecord<byte[], byte[]>> got = consume(partition, expected.size());
            for (int i = 0; i < expected.size(); i++) {
                ProducerRecord<byte[], byte[]> was = sent.get(expected.get(i));
                ConsumerRecord<byte[], byte[]> is = got.get(i);
                assertThat(is.offset())
                        .isEqualTo(i)
                        .isEqualTo(told.get(expected.get(i)).offset());
                assertThat(is.key()).isEqualTo(was.key());
                assertThat(is.value()).isEqualTo(was.value());
                assertThat(is.timestamp()).isEqualTo(was.timestamp());
                assertThat(is.headers().toArray()).isEqualTo(was.headers().toArray());
            }
        }
    }

    private static List<RecordMetadata> produce(
            String topic, String compression, String acks, List<ProducerRecord<byte[], byte[]>> sent) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed=" + seed);
        Random random = new Random(seed);
        List<Future<RecordMetadata>> answers = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = producer(compression, acks)) {
            for (int i = 0; i < RECORDS; i++) {
                byte[] value = new byte[random.nextInt(2_000)];
                random.nextBytes(value);
                byte[] key = i % 3 == 0 ? null : ("key-" + i).getBytes(StandardCharsets.UTF_8);
                ProducerRecord<byte[], byte[]> next =
                        new ProducerRecord<>(topic, i % 2, 1_700_000_000_000L + i, key, i % 7 == 0 ? null : value);
                if (i % 5 == 0) next.headers().add("header", new byte[] {(byte) i});
                sent.add(next);
                answers.add(producer.send(next));
            }
        }
        List<RecordMetadata> told = new ArrayList<>();
        for (Future<RecordMetadata> answer : answers)
            told.add(answer.get(KafkaNode.PATIENCE.toSeconds(), TimeUnit.SECONDS));
        return told;
    }

    @Test
    void aLargeBacklogLeavesByFileRegions() throws Exception {
        String topic = "regions";
        try (KafkaProducer<byte[], byte[]> producer = producer("none", "all")) {
            for (int i = 0; i < 2_000; i++) producer.send(new ProducerRecord<>(topic, 0, null, new byte[10_000]));
        }
        long regions = node.door().counters().regionBytes().sum();
        long copied = node.door().counters().copiedBytes().sum();

        consume(new TopicPartition(topic, 0), 2_000);

        assertThat(node.door().counters().regionBytes().sum() - regions).isGreaterThan(19_000_000);
        assertThat(node.door().counters().copiedBytes().sum() - copied).isLessThan(1_000_000);
    }

    @Test
    void anOffsetInsideABatchGivesTheRecordsFromThereOn() throws Exception {
        String topic = "inside";
        try (KafkaProducer<byte[], byte[]> producer = producer("lz4", "all")) {
            for (int i = 0; i < 100; i++) producer.send(new ProducerRecord<>(topic, 0, null, new byte[] {(byte) i}));
        }
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, 41);
            List<ConsumerRecord<byte[], byte[]>> got = poll(consumer, 59);
            assertThat(got.get(0).offset()).isEqualTo(41);
            assertThat(got.get(0).value()).containsExactly(41);
        }
    }

    @Test
    void aWaitingConsumerIsWokenByTheNextRecord() throws Exception {
        String topic = "woken";
        try (KafkaProducer<byte[], byte[]> producer = producer("none", "all");
                KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            for (int round = 0; round < 20; round++) {
                producer.send(new ProducerRecord<>(topic, 0, null, new byte[] {(byte) round}));
                assertThat(poll(consumer, 1).get(0).value()).containsExactly(round);
            }
        }
    }

    static KafkaProducer<byte[], byte[]> producer(String compression, String acks) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        node.bootstrap(),
                        "compression.type",
                        compression,
                        "acks",
                        acks,
                        "enable.idempotence",
                        acks.equals("all"),
                        "delivery.timeout.ms",
                        30_000,
                        "request.timeout.ms",
                        20_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    static KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        node.bootstrap(),
                        "auto.offset.reset",
                        "earliest",
                        "check.crcs",
                        true,
                        "fetch.max.wait.ms",
                        10_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static List<ConsumerRecord<byte[], byte[]>> consume(TopicPartition partition, int count) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(List.of(partition));
            return poll(consumer, count);
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> poll(KafkaConsumer<byte[], byte[]> consumer, int count) {
        List<ConsumerRecord<byte[], byte[]>> got = new ArrayList<>();
        long deadline = System.nanoTime() + KafkaNode.PATIENCE.toNanos();
        while (got.size() < count && System.nanoTime() < deadline)
            consumer.poll(Duration.ofMillis(200)).forEach(got::add);
        assertThat((Collection<?>) got).hasSize(count);
        return got;
    }
}
