package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's idempotent producer when answers get lost, so that it must send again what is in the log already. */
class IdempotentProducerTest {

    private static final int RECORDS_A_ROUND = 5_000;
    private static final int ROUNDS_MAX = 200;
    private static final int ONE_ANSWER_LOST_IN = 15;
    private static final int CUTS_AT_LEAST = 5;

    @TempDir
    Path data;

    @Test
    void lostAnswersLeaveNoRecordOutNorDoubleNorOutOfOrder() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        try (KafkaNode node = new KafkaNode(data, Map.of());
                CuttingProxy proxy = new CuttingProxy(node.door().port(), ONE_ANSWER_LOST_IN, seed)) {
            node.advertise(proxy.port());
            List<Long> offsets = produce("127.0.0.1:" + proxy.port(), () -> proxy.cuts() >= CUTS_AT_LEAST);
            assertThat(proxy.cuts()).as("answers lost").isGreaterThanOrEqualTo(CUTS_AT_LEAST);
            node.advertise(node.door().port());
            assertThat(consume(node.bootstrap()))
                    .isEqualTo(IntStream.range(0, offsets.size()).boxed().toList());
            assertThat(offsets)
                    .isEqualTo(LongStream.range(0, offsets.size()).boxed().toList());
        }
    }

    /** Sends round after round, because how many requests a round needs is the client's own matter. */
    private static List<Long> produce(String server, BooleanSupplier enough) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", server,
                "batch.size", 2000,
                "retry.backoff.ms", 10,
                "reconnect.backoff.ms", 10,
                "reconnect.backoff.max.ms", 50);
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        List<Long> offsets = new ArrayList<>();
        try (KafkaProducer<Integer, Integer> producer =
                new KafkaProducer<>(settings, new IntegerSerializer(), new IntegerSerializer())) {
            for (int round = 0; round < ROUNDS_MAX && !enough.getAsBoolean(); round++) {
                sent.clear();
                for (int i = 0; i < RECORDS_A_ROUND; i++)
                    sent.add(producer.send(new ProducerRecord<>("once", round * RECORDS_A_ROUND + i)));
                for (Future<RecordMetadata> each : sent)
                    offsets.add(each.get(KafkaNode.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                            .offset());
            }
        }
        return offsets;
    }

    private static List<Integer> consume(String server) {
        List<Integer> values = new ArrayList<>();
        try (KafkaConsumer<Integer, Integer> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", server), new IntegerDeserializer(), new IntegerDeserializer())) {
            TopicPartition partition = new TopicPartition("once", 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, 0);
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end)
                for (ConsumerRecord<Integer, Integer> record : consumer.poll(Duration.ofSeconds(1)))
                    values.add(record.value());
        }
        return values;
    }
}
