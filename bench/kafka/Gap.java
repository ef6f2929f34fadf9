import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitionReassignment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ElectionNotNeededException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * {@code Gap SERVERS TOPIC SECONDS [REQUEST-MILLIS]}: a thousand records a second to partition 0 from an idempotent
 * producer with {@code acks=all}. In the first seconds the partition is led by another replica and then by the first again, so that the
 * producer has met a change of leader before and what it loads for one is not measured. Says {@code sending} when that
 * is over, and at the end prints the longest time between two acknowledgements since then in milliseconds, and how many
 * records were refused. A process that stands still does not close its connections: whoever has asked it waits for
 * {@code request.timeout.ms}, whichever broker it is, and one that is cut off does not answer who connects, who waits
 * for {@code socket.connection.setup.timeout.ms}; their defaults of 30 and 10 s say nothing about the broker.
 */
public final class Gap {

    private static final long EVERY_NANOS = 1_000_000;

    public static void main(String[] args) throws Exception {
        long records = Long.parseLong(args[2]) * 1000;
        AtomicLong last = new AtomicLong();
        AtomicLong longest = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", args[0], "acks", "all", "linger.ms", 0));
        if (args.length > 3) {
            settings.put("request.timeout.ms", args[3]);
            settings.put("socket.connection.setup.timeout.ms", args[3]);
        }
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                settings,
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.partitionsFor(args[1]);
            CompletableFuture<Void> rehearsal = CompletableFuture.runAsync(() -> rehearse(args[0], args[1]));
            boolean counted = false;
            long begin = System.nanoTime();
            for (int i = 0; i < records; i++) {
                long due = begin + i * EVERY_NANOS;
                for (long now; (now = System.nanoTime()) < due; ) LockSupport.parkNanos(due - now);
                if (!counted && rehearsal.isDone()) {
                    rehearsal.join();
                    counted = true;
                    System.out.println("sending");
                    last.set(System.nanoTime());
                    longest.set(0);
                }
                producer.send(new ProducerRecord<>(args[1], 0, null, new byte[100]), (metadata, error) -> {
                    if (error != null) refused.incrementAndGet();
                    else acknowledged(last, longest);
                });
            }
        }
        System.out.println(longest.get() / 1_000_000 + " " + refused.get());
    }

    private static void rehearse(String servers, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            List<Integer> replicas =
                    new ArrayList<>(admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions()
                            .get(0).replicas().stream().map(Node::id).toList());
            List<Integer> others = new ArrayList<>(replicas);
            others.add(others.remove(0));
            for (List<Integer> order : List.of(others, replicas)) {
                admin.alterPartitionReassignments(
                                Map.of(partition, Optional.of(new NewPartitionReassignment(order))))
                        .all()
                        .get();
                elect(admin, partition);
                Thread.sleep(500);
            }
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void elect(Admin admin, TopicPartition partition) throws InterruptedException, ExecutionException {
        try {
            admin.electLeaders(ElectionType.PREFERRED, Set.of(partition)).all().get();
        } catch (ExecutionException failed) {
            // it may have become the leader by itself
            if (!(failed.getCause() instanceof ElectionNotNeededException)) throw failed;
        }
    }

    /** Called by the producer's one sending thread. */
    private static void acknowledged(AtomicLong last, AtomicLong longest) {
        long now = System.nanoTime();
        long before = last.getAndSet(now);
        if (before != 0) longest.accumulateAndGet(now - before, Math::max);
    }
}
