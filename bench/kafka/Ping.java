import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * {@code Ping SERVER TOPIC RECORDS}: one record at a time there with {@code acks=all} and back through a consumer
 * without a group; prints the median and the 99th percentile of the second half, in milliseconds.
 */
public final class Ping {

    public static void main(String[] args) throws Exception {
        long[] nanos = new long[Integer.parseInt(args[2])];
        TopicPartition partition = new TopicPartition(args[1], 0);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", args[0], "acks", "all", "linger.ms", 0),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", args[0]),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToEnd(List.of(partition));
            consumer.position(partition);
            for (int i = 0; i < nanos.length; i++) {
                long begin = System.nanoTime();
                producer.send(new ProducerRecord<>(args[1], 0, null, new byte[100])).get();
                while (consumer.poll(Duration.ofSeconds(10)).isEmpty()) {
                    if (System.nanoTime() - begin > 60_000_000_000L) throw new IllegalStateException("not back");
                }
                nanos[i] = System.nanoTime() - begin;
            }
        }
        long[] warm = Arrays.copyOfRange(nanos, nanos.length / 2, nanos.length);
        Arrays.sort(warm);
        System.out.printf(Locale.ROOT, "%.3f %.3f%n", warm[warm.length / 2] / 1e6, warm[warm.length * 99 / 100] / 1e6);
    }
}
