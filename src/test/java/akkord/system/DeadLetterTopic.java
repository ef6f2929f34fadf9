package akkord.system;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A dead-letter topic of one partition, as its reader sees it. */
final class DeadLetterTopic implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final long PATIENCE_SECONDS = 60;

    private final KafkaConsumer<String, String> reader;
    private final List<ConsumerRecord<String, String>> records = new ArrayList<>();

    DeadLetterTopic(String servers, String topic) {
        reader = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new StringDeserializer(), new StringDeserializer());
        TopicPartition partition = new TopicPartition(topic, 0);
        reader.assign(List.of(partition));
        reader.seekToBeginning(List.of(partition));
    }

    /** All there is once {@code count} are. */
    List<ConsumerRecord<String, String>> await(int count) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (records.size() < count) {
            if (System.nanoTime() > deadline)
                throw new AssertionError(records.size() + " dead letters instead of " + count + ": " + offsets());
            reader.poll(POLL).forEach(records::add);
        }
        return records;
    }

    /** Of which offsets there are letters once these are. */
    Set<Integer> awaitAll(Set<Integer> expected) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!offsets().containsAll(expected) && System.nanoTime() < deadline)
            reader.poll(POLL).forEach(records::add);
        return offsets();
    }

    int count() {
        return records.size();
    }

    private Set<Integer> offsets() {
        Set<Integer> offsets = new TreeSet<>();
        records.forEach(each -> offsets.add(Integer.valueOf(header(each, "__dlq.errors.offset"))));
        return offsets;
    }

    static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** Sets what a group has of its own: name and value in turns. */
    static void configure(Admin admin, String group, String... settings) throws Exception {
        List<AlterConfigOp> ops = new ArrayList<>();
        for (int i = 0; i < settings.length; i += 2)
            ops.add(new AlterConfigOp(new ConfigEntry(settings[i], settings[i + 1]), OpType.SET));
        admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), ops))
                .all()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        reader.close();
    }
}
