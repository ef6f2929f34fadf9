package akkord.system;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A member of a group that does nothing but be one, by either protocol, with sessions as long as they are unless somebody
 * says otherwise: 45 s. Tells whenever it is given or gives up something, and how often it has sent a heartbeat.
 */
final class BeatingMember implements ConsumerRebalanceListener {

    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;
    private final ObjLongConsumer<String> told;
    private final Set<TopicPartition> owned = new HashSet<>();
    private volatile boolean ended;
    private long beats;

    BeatingMember(String servers, String protocol, String topic, ObjLongConsumer<String> told) {
        this.topic = topic;
        this.told = told;
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                servers,
                "group.protocol",
                protocol,
                "group.id",
                topic,
                "enable.auto.commit",
                "false",
                // a client that has lost its only node would begin anew, know of no partitions, and join again by
                // itself
                "metadata.recovery.strategy",
                "none");
        consumer = new KafkaConsumer<>(
                protocol.equals("classic") ? with(settings, "heartbeat.interval.ms", "500") : settings,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static Map<String, Object> with(Map<String, Object> settings, String key, Object value) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(key, value);
        return all;
    }

    /** @param arguments servers, protocol, topic. Prints what it has to tell, a line each, two words between blanks */
    public static void main(String[] arguments) {
        new BeatingMember(
                        arguments[0],
                        arguments[1],
                        arguments[2],
                        (what, number) -> System.out.println(what + " " + number))
                .run();
    }

    void run() {
        try (consumer) {
            consumer.subscribe(List.of(topic), this);
            while (!ended) {
                consumer.poll(POLL);
                long now = heartbeats();
                if (now != beats) told.accept("beats", now);
                beats = now;
            }
        }
    }

    private long heartbeats() {
        return consumer.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals("heartbeat-total"))
                .mapToLong(metric -> ((Number) metric.getValue().metricValue()).longValue())
                .max()
                .orElse(0);
    }

    void end() {
        ended = true;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        owned.addAll(partitions);
        told.accept("owns", owned.size());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        owned.removeAll(partitions);
        told.accept("owns", owned.size());
    }
}
