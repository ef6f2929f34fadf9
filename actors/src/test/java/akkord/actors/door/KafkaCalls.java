package akkord.actors.door;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What tests ask of Kafka's clients again and again, with deadlines. */
record KafkaCalls(KafkaNode node, Admin admin) implements AutoCloseable {

    static KafkaCalls to(KafkaNode node) {
        return new KafkaCalls(node, Admin.create(Map.of("bootstrap.servers", node.bootstrap())));
    }

    /** The answer, or the error in it. */
    static <T> T get(Future<T> future) throws Exception {
        try {
            return future.get(KafkaNode.PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) throw cause;
            throw failed;
        }
    }

    /** One partition. @param settings names and values, in turn */
    TopicPartition create(String topic, String... settings) throws Exception {
        Map<String, String> config = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) config.put(settings[i], settings[i + 1]);
        get(admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(config)))
                .all());
        return new TopicPartition(topic, 0);
    }

    void set(ConfigResource.Type type, String resource, String name, String value) throws Exception {
        alter(type, resource, name, value, AlterConfigOp.OpType.SET);
    }

    void delete(ConfigResource.Type type, String resource, String name) throws Exception {
        alter(type, resource, name, null, AlterConfigOp.OpType.DELETE);
    }

    void alter(ConfigResource.Type type, String resource, String name, String value, AlterConfigOp.OpType how)
            throws Exception {
        AlterConfigOp op = new AlterConfigOp(new ConfigEntry(name, value), how);
        get(admin.incrementalAlterConfigs(Map.of(new ConfigResource(type, resource), List.of(op)))
                .all());
    }

    /** With synonyms and documentation. */
    Config describe(ConfigResource.Type type, String resource) throws Exception {
        ConfigResource what = new ConfigResource(type, resource);
        DescribeConfigsOptions everything =
                new DescribeConfigsOptions().includeSynonyms(true).includeDocumentation(true);
        return get(admin.describeConfigs(List.of(what), everything).all()).get(what);
    }

    /** @param settings names and values, in turn */
    KafkaProducer<byte[], byte[]> producer(Object... settings) {
        Map<String, Object> config = new HashMap<>(Map.of(
                "bootstrap.servers", node.bootstrap(), "delivery.timeout.ms", 30_000, "request.timeout.ms", 20_000));
        for (int i = 0; i < settings.length; i += 2) config.put((String) settings[i], settings[i + 1]);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends one record alone. */
    RecordMetadata send(ProducerRecord<byte[], byte[]> one, Object... settings) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer(settings)) {
            return get(producer.send(one));
        }
    }

    /** The first {@code count} records. */
    List<ConsumerRecord<byte[], byte[]>> consume(TopicPartition partition, int count) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", node.bootstrap(), "auto.offset.reset", "earliest", "check.crcs", true);
        List<ConsumerRecord<byte[], byte[]>> got = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            long deadline = System.nanoTime() + KafkaNode.PATIENCE.toNanos();
            while (got.size() < count && System.nanoTime() < deadline)
                consumer.poll(Duration.ofMillis(200)).forEach(got::add);
        }
        if (got.size() != count) throw new AssertionError(got.size() + " records of " + partition + ", not " + count);
        return got;
    }

    @Override
    public void close() {
        admin.close();
    }
}
