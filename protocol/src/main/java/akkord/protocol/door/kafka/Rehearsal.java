package akkord.protocol.door.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One record through a Kafka port and back, by Kafka's own client: what a node's first client will ask of it.
 * Run once after a build, so that the classes it takes are in the archive that makes starts fast.
 */
public final class Rehearsal {

    private static final int STEP_SECONDS = 20;

    private Rehearsal() {}

    /**
     * @param server host and port of a Kafka port
     * @return whether the record came back
     */
    public static boolean run(String server, String topic) {
        try {
            produce(server, topic);
            return consume(server, topic);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            org.slf4j.LoggerFactory.getLogger(Rehearsal.class).warn("the rehearsal of the Kafka port failed", e);
            return false;
        }
    }

    private static void produce(String server, String topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, server);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, "rehearsal".getBytes(StandardCharsets.UTF_8)))
                    .get(STEP_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static boolean consume(String server, String topic) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, server, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            return !consumer.poll(Duration.ofSeconds(STEP_SECONDS)).isEmpty();
        }
    }
}
