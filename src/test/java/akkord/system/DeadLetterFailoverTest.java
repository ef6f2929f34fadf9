package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.IntegerDeserializer;
import org.apache.kafka.common.serialization.IntegerSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Nodes are killed between giving records up and writing their dead letters: none is missing in the end. */
@Timeout(300)
class DeadLetterFailoverTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int RECORDS = 300;
    private static final String TOPIC = "work";
    private static final String LETTERS = "dlq.work";
    private static final String GROUP = "workers";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void whatWasGivenUpHasADeadLetterThoughAnyNodeDiesBeforeItIsWritten() throws Exception {
        try (RunningCluster cluster = RunningCluster.start(folder, 3)) {
            String servers =
                    cluster.others().stream().map(RunningNode::kafkaServer).collect(Collectors.joining(","));
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
                create(admin, new NewTopic(TOPIC, 1, (short) 3));
                DeadLetterTopic.configure(
                        admin,
                        GROUP,
                        "share.auto.offset.reset",
                        "earliest",
                        "errors.deadletterqueue.topic.name",
                        LETTERS,
                        "errors.deadletterqueue.copy.record.enable",
                        "true");
                produce(servers);
                // the topic is not there: all of them wait, and nobody will be left to ask for anything
                Set<Integer> rejected = reject(servers);
                assertThat(rejected).hasSize(RECORDS);
                // each of them in turn, so that the keeper's is among them whichever it is
                for (RunningNode node : List.copyOf(cluster.others())) {
                    node.kill9();
                    node.restart();
                }
                create(
                        admin,
                        new NewTopic(LETTERS, 1, (short) 3)
                                .configs(Map.of("errors.deadletterqueue.group.enable", "true")));
                try (DeadLetterTopic letters = new DeadLetterTopic(servers, LETTERS)) {
                    assertThat(letters.awaitAll(rejected)).isEqualTo(rejected);
                    System.out.println(rejected.size() + " records given up, " + letters.count() + " dead letters");
                }
            }
        }
    }

    private static void create(Admin admin, NewTopic topic) throws Exception {
        admin.createTopics(List.of(topic)).all().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static void produce(String servers) {
        try (KafkaProducer<Integer, Integer> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new IntegerSerializer(), new IntegerSerializer())) {
            IntStream.range(0, RECORDS).forEach(i -> producer.send(new ProducerRecord<>(TOPIC, i)));
        }
    }

    /** @return the offsets whose rejection was answered */
    private static Set<Integer> reject(String servers) {
        Set<Integer> rejected = new TreeSet<>();
        try (KafkaShareConsumer<Integer, Integer> member = new KafkaShareConsumer<>(
                Map.of("bootstrap.servers", servers, "group.id", GROUP, "share.acknowledgement.mode", "explicit"),
                new IntegerDeserializer(),
                new IntegerDeserializer())) {
            member.subscribe(List.of(TOPIC));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (rejected.size() < RECORDS && System.nanoTime() < deadline) {
                Set<Integer> said = new TreeSet<>();
                for (ConsumerRecord<Integer, Integer> record : member.poll(POLL)) {
                    member.acknowledge(record, AcknowledgeType.REJECT);
                    said.add((int) record.offset());
                }
                if (member.commitSync(PATIENCE).values().stream().allMatch(java.util.Optional::isEmpty))
                    rejected.addAll(said);
            }
        }
        return rejected;
    }
}
