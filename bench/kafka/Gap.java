import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * {@code Gap SERVERS TOPIC SECONDS}: a thousand records a second to partition 0 from an idempotent producer with
 * {@code acks=all}; says {@code sending} when the first second is over, and at the end prints the longest time between
 * two acknowledgements since then in milliseconds, and how many records were refused.
 */
public final class Gap {

    private static final long EVERY_NANOS = 1_000_000;

    public static void main(String[] args) throws Exception {
        long records = Long.parseLong(args[2]) * 1000;
        AtomicLong last = new AtomicLong();
        AtomicLong longest = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", args[0], "acks", "all", "enable.idempotence", true, "linger.ms", 0),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.partitionsFor(args[1]);
            long begin = System.nanoTime();
            for (int i = 0; i < records; i++) {
                long due = begin + i * EVERY_NANOS;
                for (long now; (now = System.nanoTime()) < due; ) LockSupport.parkNanos(due - now);
                if (i == 1000) {
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

    /** Called by the producer's one sending thread. */
    private static void acknowledged(AtomicLong last, AtomicLong longest) {
        long now = System.nanoTime();
        long before = last.getAndSet(now);
        if (before != 0) longest.accumulateAndGet(now - before, Math::max);
    }
}
