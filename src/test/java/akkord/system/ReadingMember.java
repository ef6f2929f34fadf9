package akkord.system;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A member of a group of the consumer protocol that reads a topic and commits what it has read, until it is ended. */
final class ReadingMember implements ConsumerRebalanceListener {

    /** What it tells of itself, in this order for a record that it has read. */
    interface Told {

        void owns(Set<Integer> partitions);

        /** The first record that it was given since it owns the partition. */
        void begins(int partition, long offset);

        void read(int partition, long offset, String value);

        /** What the coordinator says that is committed; -1: nothing. */
        void kept(int partition, long next);

        void committed(int partition, long next);
    }

    private static final Duration POLL = Duration.ofMillis(100);

    private final String topic;
    private final Told told;
    private final KafkaConsumer<byte[], String> consumer;
    private final Set<Integer> owned = new TreeSet<>();
    private final Set<Integer> begun = new HashSet<>();
    private final Map<TopicPartition, OffsetAndMetadata> uncommitted = new HashMap<>();
    private volatile boolean ended;

    ReadingMember(String servers, String topic, String group, String client, Told told) {
        this.topic = topic;
        this.told = told;
        consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "group.protocol",
                        "consumer",
                        "group.id",
                        group,
                        "client.id",
                        client,
                        "enable.auto.commit",
                        "false",
                        "auto.offset.reset",
                        "earliest"),
                new ByteArrayDeserializer(),
                new StringDeserializer());
    }

    /** @param arguments servers, topic, group and client. Prints what it has to tell, a line each, words between blanks */
    public static void main(String[] arguments) {
        new ReadingMember(arguments[0], arguments[1], arguments[2], arguments[3], new Printing()).run();
    }

    /** Until it is ended. */
    void run() {
        try (consumer) {
            consumer.subscribe(List.of(topic), this);
            while (!ended) {
                for (ConsumerRecord<byte[], String> record : consumer.poll(POLL)) take(record);
                if (!uncommitted.isEmpty()) commit();
            }
        }
    }

    void end() {
        ended = true;
    }

    private void take(ConsumerRecord<byte[], String> record) {
        if (begun.add(record.partition())) told.begins(record.partition(), record.offset());
        told.read(record.partition(), record.offset(), record.value());
        uncommitted.put(new TopicPartition(topic, record.partition()), new OffsetAndMetadata(record.offset() + 1));
    }

    /** Asks first whether what was committed last is still known. */
    private void commit() {
        try {
            consumer.committed(uncommitted.keySet())
                    .forEach((partition, kept) -> told.kept(partition.partition(), kept == null ? -1 : kept.offset()));
            consumer.commitSync(uncommitted);
        } catch (KafkaException again) {
            System.out.println("a commit was refused: " + again);
            return;
        }
        uncommitted.forEach((partition, next) -> told.committed(partition.partition(), next.offset()));
        uncommitted.clear();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            owned.add(partition.partition());
            begun.remove(partition.partition());
        }
        told.owns(Set.copyOf(owned));
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        partitions.forEach(uncommitted::remove);
        for (TopicPartition partition : partitions) owned.remove(partition.partition());
        told.owns(Set.copyOf(owned));
    }

    private static final class Printing implements Told {

        @Override
        public void owns(Set<Integer> partitions) {
            System.out.println(
                    "owns " + partitions.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }

        @Override
        public void begins(int partition, long offset) {
            System.out.println("begins " + partition + " " + offset);
        }

        @Override
        public void read(int partition, long offset, String value) {
            System.out.println("read " + partition + " " + offset + " " + value);
        }

        @Override
        public void kept(int partition, long next) {
            System.out.println("kept " + partition + " " + next);
        }

        @Override
        public void committed(int partition, long next) {
            System.out.println("committed " + partition + " " + next);
        }
    }
}
