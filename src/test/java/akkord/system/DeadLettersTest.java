package akkord.system;

import static akkord.system.DeadLetterTopic.header;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.ServerAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What Kafka's share consumer, and a queue's member over gRPC, give up goes to the dead-letter topic of their group. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class DeadLettersTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String TAKES_LETTERS = "errors.deadletterqueue.group.enable";
    private static final String TOPIC_NAME = "errors.deadletterqueue.topic.name";
    private static final String COPY = "errors.deadletterqueue.copy.record.enable";

    @TempDir
    static Path folder;

    private static RunningNode node;
    private static Admin admin;

    @BeforeAll
    static void start() {
        node = RunningNode.start(folder.resolve("node"));
        admin = Admin.create(Map.of("bootstrap.servers", node.kafkaServer()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        node.close();
    }

    private static void create(String topic, Map<String, String> config) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(config)))
                .all()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** A topic with these values, its group that reads it from the beginning, and maybe its dead-letter topic. */
    private static void filled(String topic, boolean withLetters, boolean copies, String... values) throws Exception {
        create(topic, Map.of());
        if (withLetters) create("dlq." + topic, Map.of(TAKES_LETTERS, "true"));
        DeadLetterTopic.configure(
                admin,
                topic + "-group",
                "share.auto.offset.reset",
                "earliest",
                TOPIC_NAME,
                "dlq." + topic,
                COPY,
                "" + copies);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", node.kafkaServer()), new StringSerializer(), new StringSerializer())) {
            for (String value : values) {
                ProducerRecord<String, String> record = new ProducerRecord<>(topic, "key-" + value, value);
                record.headers().add("own", value.getBytes(StandardCharsets.UTF_8));
                producer.send(record);
            }
        }
    }

    private static KafkaShareConsumer<String, String> member(String topic) {
        KafkaShareConsumer<String, String> member = new KafkaShareConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        node.kafkaServer(),
                        "group.id",
                        topic + "-group",
                        "share.acknowledgement.mode",
                        "explicit"),
                new StringDeserializer(),
                new StringDeserializer());
        member.subscribe(List.of(topic));
        return member;
    }

    /** Says this of every record it gets, until {@code count} were said. */
    private static List<ConsumerRecord<String, String>> say(
            KafkaShareConsumer<String, String> member, int count, AcknowledgeType type) {
        List<ConsumerRecord<String, String>> got = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (got.size() < count) {
            assertThat(System.nanoTime()).as("got %s", got).isLessThan(deadline);
            for (ConsumerRecord<String, String> record : member.poll(POLL)) {
                member.acknowledge(record, type);
                got.add(record);
            }
            assertThat(member.commitSync(PATIENCE).values()).allMatch(java.util.Optional::isEmpty);
        }
        return got;
    }

    @Test
    void whatAMemberRejectsIsInTheTopicWithItsHeadersKeyAndValue() throws Exception {
        filled("orders", true, true, "a", "b", "c");
        try (KafkaShareConsumer<String, String> member = member("orders");
                DeadLetterTopic letters = new DeadLetterTopic(node.kafkaServer(), "dlq.orders")) {
            say(member, 3, AcknowledgeType.REJECT);
            List<ConsumerRecord<String, String>> records = letters.await(3);
            assertThat(records).extracting(ConsumerRecord::value).containsExactly("a", "b", "c");
            ConsumerRecord<String, String> b = records.get(1);
            assertThat(b.key()).isEqualTo("key-b");
            assertThat(header(b, "own")).isEqualTo("b");
            assertThat(header(b, "__dlq.errors.topic")).isEqualTo("orders");
            assertThat(header(b, "__dlq.errors.partition")).isEqualTo("0");
            assertThat(header(b, "__dlq.errors.offset")).isEqualTo("1");
            assertThat(header(b, "__dlq.errors.group")).isEqualTo("orders-group");
            assertThat(header(b, "__dlq.errors.delivery.count")).isEqualTo("1");
            assertThat(header(b, "__dlq.errors.message")).contains("rejected");
        }
    }

    @Test
    void whatIsDeliveredAsOftenAsMayBeIsInTheTopicWithoutItsContentUnlessThatIsAskedFor() throws Exception {
        filled("poison", true, false, "a");
        DeadLetterTopic.configure(admin, "poison-group", "share.delivery.count.limit", "2");
        try (KafkaShareConsumer<String, String> member = member("poison");
                DeadLetterTopic letters = new DeadLetterTopic(node.kafkaServer(), "dlq.poison")) {
            say(member, 2, AcknowledgeType.RELEASE);
            ConsumerRecord<String, String> letter = letters.await(1).get(0);
            assertThat(letter.key()).isNull();
            assertThat(letter.value()).isNull();
            assertThat(letter.headers()).hasSize(6);
            assertThat(header(letter, "__dlq.errors.offset")).isEqualTo("0");
            assertThat(header(letter, "__dlq.errors.delivery.count")).isEqualTo("2");
            assertThat(header(letter, "__dlq.errors.message")).contains("as often as the group allows");
        }
    }

    @Test
    void withoutATopicTheGroupReadsOnAndItsLettersWaitUntilThereIsOne() throws Exception {
        filled("early", false, true, "a", "b", "c");
        try (KafkaShareConsumer<String, String> member = member("early")) {
            say(member, 3, AcknowledgeType.REJECT);
            RunningCluster.await(
                    "the log says what to do",
                    () -> node.logTail()
                            .contains(
                                    "share group early-group wait, and are tried again: there is no topic \"dlq.early\":"
                                            + " create it with errors.deadletterqueue.group.enable=true"),
                    node);
            try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", node.kafkaServer()), new StringSerializer(), new StringSerializer())) {
                producer.send(new ProducerRecord<>("early", "d")).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            assertThat(say(member, 1, AcknowledgeType.ACCEPT))
                    .extracting(ConsumerRecord::value)
                    .containsExactly("d");
        }
        create("dlq.early", Map.of(TAKES_LETTERS, "true"));
        try (DeadLetterTopic letters = new DeadLetterTopic(node.kafkaServer(), "dlq.early")) {
            assertThat(letters.await(3)).extracting(ConsumerRecord::value).containsExactly("a", "b", "c");
        }
    }

    @Test
    void whatAQueuesMemberRejectsOverGrpcIsInTheTopic() throws Exception {
        filled("errands", true, true, "a", "b");
        try (AkkordClient client = new AkkordClient(ServerAddress.parse(node.server()), PATIENCE);
                QueueStream stream = QueueStream.join(client, "errands-group", "errands", 2);
                DeadLetterTopic letters = new DeadLetterTopic(node.kafkaServer(), "dlq.errands")) {
            stream.taken(2);
            stream.accept(0, 0);
            stream.reject(1);
            assertThat(letters.await(1)).extracting(ConsumerRecord::value).containsExactly("b");
        }
    }
}
