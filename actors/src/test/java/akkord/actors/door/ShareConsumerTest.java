package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's own share consumer: every record is worked on by one at a time, until somebody is done with it. */
class ShareConsumerTest {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final String EXPLICIT = "explicit";
    private static final String IMPLICIT = "implicit";

    @TempDir
    static Path data;

    private static KafkaNode node;
    private static KafkaCalls kafka;

    private final List<KafkaShareConsumer<byte[], byte[]>> members = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(data, Map.of("group.share.record.lock.duration.ms", "" + LocalShares.LOCK_MILLIS));
        kafka = KafkaCalls.to(node);
    }

    @AfterAll
    static void stop() throws Exception {
        kafka.close();
        node.close();
    }

    @AfterEach
    void leave() {
        members.forEach(KafkaShareConsumer::close);
    }

    private KafkaShareConsumer<byte[], byte[]> member(String topic, String acknowledges, String... more) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "bootstrap.servers", node.bootstrap(), "group.id", topic, "share.acknowledgement.mode", acknowledges));
        for (int i = 0; i < more.length; i += 2) settings.put(more[i], more[i + 1]);
        KafkaShareConsumer<byte[], byte[]> member =
                new KafkaShareConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        members.add(member);
        member.subscribe(List.of(topic));
        return member;
    }

    private void close(KafkaShareConsumer<byte[], byte[]> member) {
        members.remove(member);
        member.close();
    }

    /** One batch. */
    private static void produce(String topic, int... values) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = kafka.producer("linger.ms", 5_000)) {
            for (int value : values) producer.send(new ProducerRecord<>(topic, 0, null, new byte[] {(byte) value}));
            producer.flush();
        }
    }

    /** The group has a place in the topic from here on, and whoever has said so has left it again. */
    private void begin(String topic) throws Exception {
        kafka.create(topic);
        KafkaShareConsumer<byte[], byte[]> first = member(topic, IMPLICIT);
        await(() -> {
            try {
                produce(topic, 0);
            } catch (Exception failure) {
                throw new AssertionError(failure);
            }
            return !first.poll(POLL).isEmpty();
        });
        List<Integer> rest = new ArrayList<>();
        // As many as there may be under way: what comes behind them is the test's.
        produce(topic, 1);
        await(() -> {
            first.poll(POLL).forEach(record -> rest.add((int) record.value()[0]));
            return rest.contains(1);
        });
        first.commitSync();
        close(first);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + KafkaNode.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) assertThat(System.nanoTime()).isLessThan(deadline);
    }

    private static int[] values(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    /** By value, so many records as there are to come. */
    private static Map<Integer, ConsumerRecord<byte[], byte[]>> poll(
            KafkaShareConsumer<byte[], byte[]> member, int count) {
        Map<Integer, ConsumerRecord<byte[], byte[]>> got = new TreeMap<>();
        await(() -> {
            for (ConsumerRecord<byte[], byte[]> record : member.poll(POLL)) got.put((int) record.value()[0], record);
            return got.size() >= count;
        });
        return got;
    }

    private static void commit(KafkaShareConsumer<byte[], byte[]> member) {
        assertThat(member.commitSync().values()).allMatch(failure -> failure.isEmpty());
    }

    @Test
    void whatIsAcknowledgedByTheNextPollIsNotDeliveredAgain() throws Exception {
        begin("implicit");
        produce("implicit", values(10, 20));
        KafkaShareConsumer<byte[], byte[]> member = member("implicit", IMPLICIT);
        assertThat(poll(member, 10).keySet()).containsExactlyElementsOf(set(10, 20));
        commit(member);
        close(member);
        produce("implicit", values(20, 25));
        KafkaShareConsumer<byte[], byte[]> next = member("implicit", IMPLICIT);
        Map<Integer, ConsumerRecord<byte[], byte[]>> got = poll(next, 5);
        assertThat(got.keySet()).containsExactlyElementsOf(set(20, 25));
        assertThat(got.values()).allMatch(record -> record.deliveryCount().orElseThrow() == 1);
    }

    @Test
    void acceptedAndRejectedRecordsAreDoneWithAndReleasedOnesComeAgain() throws Exception {
        begin("explicit");
        produce("explicit", values(10, 16));
        KafkaShareConsumer<byte[], byte[]> member = member("explicit", EXPLICIT);
        Map<Integer, ConsumerRecord<byte[], byte[]>> got = poll(member, 6);
        for (int value = 10; value < 16; value++)
            member.acknowledge(
                    got.get(value),
                    List.of(AcknowledgeType.ACCEPT, AcknowledgeType.RELEASE, AcknowledgeType.REJECT)
                            .get(value % 3));
        commit(member);
        Map<Integer, ConsumerRecord<byte[], byte[]>> again = poll(member, 2);
        assertThat(again.keySet()).containsExactly(10, 13);
        assertThat(again.values()).allMatch(record -> record.deliveryCount().orElseThrow() == 2);
        again.values().forEach(member::acknowledge);
        commit(member);
        produce("explicit", 50);
        assertThat(poll(member, 1).keySet()).containsExactly(50);
    }

    @Test
    void whatAMemberHadNotAcknowledgedWhenItLeftGoesToOthers() throws Exception {
        begin("left");
        produce("left", values(10, 14));
        KafkaShareConsumer<byte[], byte[]> leaves = member("left", EXPLICIT);
        Map<Integer, ConsumerRecord<byte[], byte[]>> got = poll(leaves, 4);
        leaves.acknowledge(got.get(10));
        leaves.acknowledge(got.get(11));
        close(leaves);
        KafkaShareConsumer<byte[], byte[]> stays = member("left", IMPLICIT);
        Map<Integer, ConsumerRecord<byte[], byte[]>> rest = poll(stays, 2);
        assertThat(rest.keySet()).containsExactly(12, 13);
        assertThat(rest.values()).allMatch(record -> record.deliveryCount().orElseThrow() == 2);
    }

    @Test
    void membersShareAPartitionAndNoRecordGoesToTwo() throws Exception {
        begin("shared");
        List<KafkaShareConsumer<byte[], byte[]>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) all.add(member("shared", IMPLICIT, "max.poll.records", "5"));
        for (int value = 10; value < 110; value++) produce("shared", value);
        List<Integer> got = new ArrayList<>();
        Set<Integer> busy = new TreeSet<>();
        await(() -> {
            for (int i = 0; i < all.size(); i++)
                for (ConsumerRecord<byte[], byte[]> record : all.get(i).poll(POLL)) {
                    got.add((int) record.value()[0]);
                    busy.add(i);
                }
            return got.size() >= 100;
        });
        assertThat(got).containsExactlyInAnyOrderElementsOf(set(10, 110));
        assertThat(busy).hasSizeGreaterThan(1);
    }

    @Test
    void aMemberThatWantsSoManyRecordsGetsNoMoreAlsoOutOfALargerBatch() throws Exception {
        begin("limited");
        produce("limited", values(10, 20));
        KafkaShareConsumer<byte[], byte[]> member =
                member("limited", IMPLICIT, "max.poll.records", "3", "share.acquire.mode", "record_limit");
        List<Integer> got = new ArrayList<>();
        await(() -> {
            var records = member.poll(POLL);
            assertThat(records.count()).isLessThanOrEqualTo(3);
            records.forEach(record -> got.add((int) record.value()[0]));
            return got.size() >= 10;
        });
        assertThat(got).containsExactlyElementsOf(set(10, 20));
    }

    @Test
    void aMemberThatNeedsMoreTimeGetsIt() throws Exception {
        begin("renewed");
        produce("renewed", 10);
        KafkaShareConsumer<byte[], byte[]> member = member("renewed", EXPLICIT);
        ConsumerRecord<byte[], byte[]> record = poll(member, 1).get(10);
        assertThat(member.acquisitionLockTimeoutMs()).contains(LocalShares.LOCK_MILLIS);
        member.acknowledge(record, AcknowledgeType.RENEW);
        commit(member);
        ConsumerRecord<byte[], byte[]> renewed = poll(member, 1).get(10);
        assertThat(renewed.deliveryCount()).as("it is the same delivery").hasValue((short) 1);
        member.acknowledge(renewed);
        commit(member);
        produce("renewed", 11);
        assertThat(poll(member, 1).keySet()).containsExactly(11);
    }

    private static Set<Integer> set(int from, int to) {
        Set<Integer> set = new TreeSet<>();
        for (int value : values(from, to)) set.add(value);
        return set;
    }
}
