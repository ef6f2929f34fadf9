package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a killed member of a share group had in hand goes to another one long before its locks are over. */
@Execution(ExecutionMode.CONCURRENT)
class KilledShareMemberTest {

    private static final String TOPIC = "work";
    private static final int RECORDS = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    /** A third of what a lock lasts here, and less than half a session. */
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    @Test
    void whatAKilledMemberHadInHandIsDeliveredAgainLongBeforeItsLocksAreOver() throws Exception {
        try (RunningNode node = RunningNode.start(
                folder.resolve("node"),
                "-Dbroker.group.share.record.lock.duration.ms=60000",
                "-Dbroker.group.share.max.record.lock.duration.ms=60000")) {
            fill(node.kafkaServer());
            Process mortal = MemberProcess.start(HoardingMember.class, node.kafkaServer(), TOPIC);
            try (BufferedReader told = mortal.inputReader();
                    KafkaShareConsumer<String, String> other = HoardingMember.member(node.kafkaServer(), TOPIC)) {
                String line = told.readLine();
                while (line != null && !line.startsWith("holds ")) line = told.readLine();
                assertThat(line).isEqualTo("holds " + RECORDS);
                // its own subscription takes a moment; whatever it is given then was in nobody's hand
                assertThat(other.poll(POLL)).isEmpty();

                mortal.destroyForcibly().waitFor();
                Map<String, Integer> deliveries = new TreeMap<>();
                Eventually.holds("all of it again", SOON, () -> {
                    other.poll(POLL).forEach(record -> {
                        deliveries.put(
                                record.value(), (int) record.deliveryCount().orElseThrow());
                        other.acknowledge(record, AcknowledgeType.ACCEPT);
                    });
                    return deliveries.size() == RECORDS;
                });
                assertThat(deliveries.values()).as(node::logTail).containsOnly(2);
            } finally {
                mortal.destroyForcibly();
            }
        }
    }

    private static void fill(String servers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers), new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
                    .all()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            DeadLetterTopic.configure(admin, TOPIC, "share.auto.offset.reset", "earliest");
            // one batch: one poll gives all of it
            for (int i = 0; i < RECORDS; i++) producer.send(new ProducerRecord<>(TOPIC, "record " + i));
            producer.flush();
        }
    }
}
