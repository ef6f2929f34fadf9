package akkord.system.kafka.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Several consumers that share a topic as a group, each in a thread of its own. */
final class GroupReading {

    private static final long READ_MILLIS_MAX = 60_000;
    private static final Duration POLL = Duration.ofMillis(200);

    private final String bootstrap;
    private final String topic;
    private final String group;
    private final String assignor;
    private final int count;
    private final int members;
    private final Map<String, String> records = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Integer> owners = new ConcurrentHashMap<>();
    private final Set<Integer> owning = ConcurrentHashMap.newKeySet();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** @param assignor the class, in Kafka's package of consumers */
    GroupReading(String bootstrap, String topic, String group, String assignor, int members, int count) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.group = group;
        this.assignor = assignor;
        this.members = members;
        this.count = count;
    }

    /**
     * Reads until {@code count} records have come, with its members, the last of which comes when half is read
     * and leaves when three quarters are.
     *
     * @return each record after its partition and its offset, then how many members have owned partitions and how many
     *     records came twice
     */
    List<String> read() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < members; number++) threads.add(member(number, number == members - 1));
        threads.subList(0, members - 1).forEach(Thread::start);
        long deadline = System.currentTimeMillis() + READ_MILLIS_MAX;
        boolean lastStarted = false;
        while (!isOver() && System.currentTimeMillis() < deadline) {
            if (!lastStarted && (members == 1 || isHalf())) {
                lastStarted = true;
                threads.get(members - 1).start();
            }
            threads.get(0).join(10);
        }
        for (Thread thread : threads) thread.join(READ_MILLIS_MAX);
        if (failure.get() != null) throw new IllegalStateException("a member failed", failure.get());
        if (records.size() < count)
            throw new IllegalStateException("only " + records.size() + " of " + count + " records came");
        List<String> lines = new ArrayList<>(new TreeMap<>(records).values());
        lines.add("owners " + owning.size() + ", repeated " + repeated.get());
        return lines;
    }

    private boolean isOver() {
        return (records.size() >= count && owning.size() >= members) || failure.get() != null;
    }

    private boolean isHalf() {
        return records.size() >= count / 2;
    }

    private Thread member(int number, boolean comesAndGoes) {
        return new Thread(
                () -> {
                    try (KafkaConsumer<String, String> consumer =
                            new KafkaConsumer<>(settings(number), new StringDeserializer(), new StringDeserializer())) {
                        consumer.subscribe(List.of(topic), new Owner(number));
                        long deadline = System.currentTimeMillis() + READ_MILLIS_MAX;
                        Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
                        while (!isOver() && System.currentTimeMillis() < deadline) {
                            poll(consumer, number, read);
                            boolean leaves = comesAndGoes && records.size() >= count * 3 / 4 && number > 0;
                            if (leaves && owning.contains(number)) break;
                        }
                        // clients before 2.4 do not say that they give up what they have when they close
                        owners.values().removeIf(owner -> owner == number);
                    } catch (RuntimeException e) {
                        failure.compareAndSet(null, e);
                    }
                },
                "member-" + number);
    }

    /** @param read what is not committed yet */
    private void poll(KafkaConsumer<String, String> consumer, int number, Map<TopicPartition, OffsetAndMetadata> read) {
        // the rest is for when all are there
        if (isHalf() && owning.size() < members) consumer.pause(consumer.assignment());
        else consumer.resume(consumer.assignment());
        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            Integer owner = owners.get(partition);
            if (owner == null || owner != number)
                throw new IllegalStateException(partition + " is read by " + number + " and owned by " + owner);
            String place = String.format("%03d\t%06d", record.partition(), record.offset());
            String line = record.partition() + "\t" + record.offset() + "\t" + record.key() + "\t" + record.value();
            if (records.put(place, line) != null) repeated.incrementAndGet();
            read.put(partition, new OffsetAndMetadata(record.offset() + 1, "read by " + number));
        }
        read.keySet().removeIf(partition -> !Integer.valueOf(number).equals(owners.get(partition)));
        if (read.isEmpty()) return;
        try {
            consumer.commitSync(read);
            read.clear();
        } catch (RuntimeException e) {
            // a cooperative member reads on while the group rebalances, and commits when that is over
            if (!e.getClass().getSimpleName().equals("RebalanceInProgressException")) throw e;
        }
    }

    private Properties settings(int number) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("group.id", group);
        settings.put("client.id", "member-" + number);
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "earliest");
        settings.put("partition.assignment.strategy", "org.apache.kafka.clients.consumer." + assignor);
        settings.put("session.timeout.ms", "10000");
        settings.put("heartbeat.interval.ms", "500");
        // a member reads for some time, so that others can come and go
        settings.put("max.poll.records", "20");
        return settings;
    }

    /** No partition has two owners at a time. */
    private final class Owner implements ConsumerRebalanceListener {

        private final int number;

        Owner(int number) {
            this.number = number;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            for (TopicPartition partition : partitions) {
                Integer former = owners.put(partition, number);
                if (former != null && former != number)
                    failure.compareAndSet(
                            null, new IllegalStateException(partition + " belongs to " + former + " and " + number));
                owning.add(number);
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            partitions.forEach(partition -> owners.remove(partition, number));
        }
    }
}
