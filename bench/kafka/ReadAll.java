import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** {@code ReadAll SERVER TOPIC RECORDS}: a consumer without a group reads them all; prints MiB/s of values. */
public final class ReadAll {

    private static final long GIVE_UP_NANOS = 180_000_000_000L;

    public static void main(String[] args) {
        long wanted = Long.parseLong(args[2]);
        Map<String, Object> settings = Map.of("bootstrap.servers", args[0]);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(args[1]).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long begin = System.nanoTime();
            long records = 0;
            long bytes = 0;
            while (records < wanted) {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofMillis(200));
                records += polled.count();
                for (var record : polled) bytes += record.serializedValueSize();
                if (System.nanoTime() - begin > GIVE_UP_NANOS) throw new IllegalStateException("only " + records);
            }
            System.out.printf(Locale.ROOT, "%.1f%n", bytes / 1048576.0 / ((System.nanoTime() - begin) / 1e9));
        }
    }
}
