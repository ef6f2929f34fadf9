package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;

/** A topic of one partition and the one member of its share group, which accepts record after record. */
final class SharedRecords implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int AT_ONCE = 10;

    private final String topic;
    private final KafkaProducer<Integer, Integer> producer;
    private final KafkaShareConsumer<Integer, Integer> member;
    private final Set<Integer> accepted = new TreeSet<>();
    /** An acceptance that was not answered may count or not. */
    private final Set<Integer> unsure = new TreeSet<>();

    private final List<ConsumerRecord<Integer, Integer>> inHand = new ArrayList<>();
    private boolean held;
    private int produced;
    /** What the group was given first. */
    private int first = -1;

    SharedRecords(String servers, String topic) {
        this.topic = topic;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new IntegerSerializer(), new IntegerSerializer());
        member = new KafkaShareConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        servers,
                        "group.id",
                        topic,
                        "share.acknowledgement.mode",
                        "explicit",
                        "max.poll.records",
                        AT_ONCE,
                        "share.acquire.mode",
                        "record_limit"),
                new IntegerDeserializer(),
                new IntegerDeserializer());
        member.subscribe(List.of(topic));
    }

    /** The group has begun to read the topic: it gets whatever is written from now on. */
    void begin() {
        long deadline = deadline();
        while (accepted.isEmpty()) {
            assertThat(System.nanoTime()).as("the group gets nothing").isLessThan(deadline);
            produce(1);
            acceptPolled();
        }
    }

    void produce(int count) {
        for (int i = 0; i < count; i++) producer.send(new ProducerRecord<>(topic, 0, null, produced++));
        producer.flush();
    }

    /** It has records and has not said anything of them: their leader may die now. */
    void haveSome() {
        long deadline = deadline();
        while (inHand.isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            poll();
        }
        held = true;
    }

    void accept(int count) {
        long deadline = deadline();
        int until = accepted.size() + count;
        while (accepted.size() < until) {
            assertThat(System.nanoTime()).as("accepted: %s", accepted).isLessThan(deadline);
            acceptPolled();
        }
    }

    /** Until all is accepted that was written since {@link #begin}, but for what may be. */
    void acceptAll() {
        long deadline = deadline();
        Set<Integer> done = new TreeSet<>();
        while (done.size() < produced - first) {
            assertThat(System.nanoTime())
                    .as("done with %s of %s", done, produced)
                    .isLessThan(deadline);
            acceptPolled();
            done.addAll(accepted);
            done.addAll(unsure);
        }
        assertThat(done)
                .containsExactlyElementsOf(
                        IntStream.range(first, produced).boxed().toList());
    }

    private void poll() {
        for (ConsumerRecord<Integer, Integer> record : member.poll(POLL)) {
            assertThat(accepted).as("accepted, and delivered again").doesNotContain(record.value());
            inHand.add(record);
            if (first < 0) first = record.value();
        }
    }

    private void acceptPolled() {
        if (inHand.isEmpty()) poll();
        if (inHand.isEmpty()) return;
        inHand.forEach(member::acknowledge);
        boolean sure = member.commitSync(PATIENCE).values().stream().allMatch(Optional::isEmpty);
        // Of those that its leader has died with nobody was told: they come again.
        for (ConsumerRecord<Integer, Integer> record : inHand)
            if (sure) accepted.add(record.value());
            else if (!held) unsure.add(record.value());
        inHand.clear();
        held = false;
    }

    private static long deadline() {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE.toMillis());
    }

    @Override
    public String toString() {
        return accepted.size() + " records accepted, " + unsure.size() + " acceptances without an answer";
    }

    @Override
    public void close() {
        producer.close();
        member.close();
    }
}
