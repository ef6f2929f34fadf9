package akkord.system;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * An idempotent producer with {@code acks=all} that writes numbers, one after another, over all partitions of a
 * topic, as fast as they are acknowledged with at most so many in flight.
 */
final class PromiseWriter implements AutoCloseable {

    static final int IN_FLIGHT_MAX = 200;
    private static final long PAUSE_NANOS = 200_000;

    /** Who gives up sooner than this has asked in vain and turns to another node. */
    static final int ANSWER_MILLIS_MAX = 4_000;

    /** Longer than any fault lasts. */
    private static final int PATIENCE_MILLIS = 120_000;

    private final String name;
    private final String topic;
    private final int partitions;
    private final long pauseNanos;
    private final Promises promises;
    private final KafkaProducer<byte[], String> producer;
    private final Semaphore room = new Semaphore(IN_FLIGHT_MAX);
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong lastAckNanos = new AtomicLong(System.nanoTime());
    private final AtomicLong longestGapNanos = new AtomicLong();
    private final Thread thread;
    private volatile boolean ended;
    private volatile String refusal = "";

    PromiseWriter(String name, String servers, String topic, int partitions, Promises promises) {
        this(name, servers, topic, partitions, promises, PAUSE_NANOS, ANSWER_MILLIS_MAX);
    }

    /** One that keeps its connection to a node that stands still, and takes whatever that says when it goes on. */
    static PromiseWriter patient(String name, ReplicatedTopic topic, Promises promises, long pauseNanos) {
        return new PromiseWriter(
                name, topic.servers(), topic.topic, topic.partitions, promises, pauseNanos, PATIENCE_MILLIS);
    }

    /**
     * @param pauseNanos between two records
     * @param answerMillisMax how long it waits for an answer before it asks again
     */
    PromiseWriter(
            String name,
            String servers,
            String topic,
            int partitions,
            Promises promises,
            long pauseNanos,
            int answerMillisMax) {
        this.pauseNanos = pauseNanos;
        this.name = name;
        this.topic = topic;
        this.partitions = partitions;
        this.promises = promises;
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", servers,
                        "acks", "all",
                        "enable.idempotence", true,
                        // several records to a batch; the nodes share the machine with this
                        "linger.ms", 5,
                        "request.timeout.ms", answerMillisMax,
                        "delivery.timeout.ms", 180_000,
                        "max.block.ms", 180_000,
                        "retry.backoff.ms", 20,
                        "reconnect.backoff.ms", 20,
                        "reconnect.backoff.max.ms", 200),
                new ByteArraySerializer(),
                new StringSerializer());
        this.thread = new Thread(this::write, "writer " + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void write() {
        for (long number = 0; !ended; number++) {
            room.acquireUninterruptibly();
            String value = name + ":" + number;
            int partition = (int) (number % partitions);
            producer.send(new ProducerRecord<>(topic, partition, null, value), acknowledged(partition, value));
            LockSupport.parkNanos(pauseNanos);
        }
    }

    private Callback acknowledged(int partition, String value) {
        return (metadata, failure) -> {
            room.release();
            if (failure != null) {
                refused.incrementAndGet();
                refusal = failure.toString();
                return;
            }
            long now = System.nanoTime();
            longestGapNanos.accumulateAndGet(now - lastAckNanos.getAndSet(now), Math::max);
            promises.add(partition, metadata.offset(), value);
            acknowledged.incrementAndGet();
        };
    }

    long acknowledged() {
        return acknowledged.get();
    }

    /** How many records were given up on; what was refused may or may not be in the log. */
    int refused() {
        return refused.get();
    }

    String lastRefusal() {
        return refusal;
    }

    /** The longest time between two acknowledgements since it was taken last. */
    Duration longestGap() {
        lastAckNanos.accumulateAndGet(System.nanoTime(), (last, now) -> {
            longestGapNanos.accumulateAndGet(now - last, Math::max);
            return last;
        });
        return Duration.ofNanos(longestGapNanos.get());
    }

    /** The same, and it begins anew. */
    Duration takeLongestGap() {
        longestGap();
        return Duration.ofNanos(longestGapNanos.getAndSet(0));
    }

    /** Writes no more, and waits until everything is acknowledged or given up. */
    void end() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.flush();
    }

    @Override
    public void close() {
        ended = true;
        producer.close(Duration.ZERO);
    }
}
