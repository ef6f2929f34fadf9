package akkord.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A consumer that reads everything from the start while others write it, and remembers what it was given. */
final class PromiseReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CAUGHT_UP_WITHIN = Duration.ofSeconds(60);

    private final String topic;
    private final Map<Integer, List<ReplicaFiles.Stored>> read = new TreeMap<>();
    private final List<TopicPartition> partitions;
    private final KafkaConsumer<byte[], String> consumer;
    private final Thread thread;
    private volatile boolean ended;
    private volatile String failure = "";

    PromiseReader(String servers, String topic, int count) {
        this.topic = topic;
        this.partitions = IntStream.range(0, count)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", servers,
                        // what was given out is never taken back, so there is nothing to reset to
                        "auto.offset.reset", "none",
                        "check.crcs", true,
                        // not an answer for each batch that comes
                        "fetch.min.bytes", 4_096,
                        "fetch.max.wait.ms", 50,
                        "request.timeout.ms", 4_000,
                        "default.api.timeout.ms", 60_000,
                        "reconnect.backoff.ms", 20,
                        "reconnect.backoff.max.ms", 200),
                new ByteArrayDeserializer(),
                new StringDeserializer());
        this.thread = new Thread(this::read, "reader of " + topic);
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try {
            consumer.assign(partitions);
            partitions.forEach(partition -> consumer.seek(partition, 0));
            while (!ended) for (ConsumerRecord<byte[], String> record : consumer.poll(POLL)) add(record);
        } catch (KafkaException refused) {
            failure = refused.toString();
        }
    }

    private synchronized void add(ConsumerRecord<byte[], String> record) {
        read.computeIfAbsent(record.partition(), none -> new ArrayList<>())
                .add(new ReplicaFiles.Stored(
                        record.offset(), record.leaderEpoch().orElse(-1), record.value()));
    }

    /** Waits until it has been given all that was promised. Returns everything that is wrong with what it was given. */
    List<String> end(Promises promises) {
        Eventually.holds(
                "all that was acknowledged is read",
                CAUGHT_UP_WITHIN,
                () -> !failure.isEmpty()
                        || partitions.stream().allMatch(one -> next(one.partition()) > promises.last(one.partition())));
        ended = true;
        List<String> broken = new ArrayList<>();
        if (!failure.isEmpty()) broken.add("the consumer of " + topic + " failed: " + failure);
        for (TopicPartition one : partitions)
            broken.addAll(promises.brokenBy("the consumer", one.partition(), given(one.partition())));
        return broken;
    }

    private synchronized long next(int partition) {
        List<ReplicaFiles.Stored> given = given(partition);
        return given.isEmpty() ? 0 : given.get(given.size() - 1).offset() + 1;
    }

    private synchronized List<ReplicaFiles.Stored> given(int partition) {
        return read.getOrDefault(partition, List.of());
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
