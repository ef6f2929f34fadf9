import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * {@code Members SERVERS TOPIC PARTITIONS MEMBERS PROTOCOL}: as many consumers in one group ({@code classic} with
 * cooperative-sticky, or {@code consumer}), each in a thread; prints the milliseconds until every partition has one
 * reader and every member one partition at least: from the first start, and after one has left.
 */
public final class Members {

    private static final long GIVE_UP_NANOS = 180_000_000_000L;
    private static final Map<Integer, Set<Integer>> OWNED = new ConcurrentHashMap<>();
    private static final Set<Integer> LEAVE = ConcurrentHashMap.newKeySet();

    public static void main(String[] args) throws Exception {
        int partitions = Integer.parseInt(args[2]);
        int members = Integer.parseInt(args[3]);
        List<Thread> threads = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < members; i++) {
            int member = i;
            Thread thread = new Thread(() -> live(member, args[0], args[1], args[4]), "member-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        awaitAll(members, partitions, begin);
        long formed = System.nanoTime();
        LEAVE.add(0);
        threads.get(0).join();
        OWNED.remove(0);
        awaitAll(members - 1, partitions, formed);
        System.out.println((formed - begin) / 1_000_000 + " " + (System.nanoTime() - formed) / 1_000_000);
        System.exit(0);
    }

    private static void awaitAll(int members, int partitions, long since) throws InterruptedException {
        while (!complete(members, partitions)) {
            if (System.nanoTime() - since > GIVE_UP_NANOS) throw new IllegalStateException("not complete: " + OWNED);
            Thread.sleep(10);
        }
    }

    private static boolean complete(int members, int partitions) {
        Set<Integer> read = new HashSet<>();
        int sum = 0;
        int with = 0;
        for (Set<Integer> owned : OWNED.values()) {
            read.addAll(owned);
            sum += owned.size();
            if (!owned.isEmpty()) with++;
        }
        return with == members && sum == partitions && read.size() == partitions;
    }

    private static void live(int member, String servers, String topic, String protocol) {
        Map<String, Object> settings = new HashMap<>(
                Map.of("bootstrap.servers", servers, "group.id", "members-" + protocol, "group.protocol", protocol));
        if (protocol.equals("classic"))
            settings.put(
                    "partition.assignment.strategy",
                    "org.apache.kafka.clients.consumer.CooperativeStickyAssignor");
        Set<Integer> mine = new HashSet<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> more) {
                    for (TopicPartition one : more) mine.add(one.partition());
                    OWNED.put(member, Set.copyOf(mine));
                }

                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> fewer) {
                    for (TopicPartition one : fewer) mine.remove(one.partition());
                    OWNED.put(member, Set.copyOf(mine));
                }
            });
            while (!LEAVE.contains(member)) consumer.poll(Duration.ofMillis(200));
        }
    }
}
