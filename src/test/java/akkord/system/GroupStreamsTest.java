package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.grpc.v1.CommitPositions;
import akkord.protocol.grpc.v1.ConsumeRequest;
import akkord.protocol.grpc.v1.ConsumeResponse;
import akkord.protocol.grpc.v1.Delivery;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.JoinConsumers;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.grpc.v1.Position;
import akkord.protocol.grpc.v1.Released;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.AnswerStream;
import akkord.sharding.client.ServerAddress;
import akkord.sharding.client.ServerRefusedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Members over gRPC, against a real node: alone, with each other, and beside a consumer at the Kafka port. */
@Timeout(120)
class GroupStreamsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SESSION_MILLIS = 6_000;

    @TempDir
    static Path folder;

    private static RunningNode node;
    private static AkkordClient client;

    @BeforeAll
    static void start() {
        node = RunningNode.start(folder.resolve("node"), "-Dbroker.group.initial.rebalance.delay.ms=0");
        client = new AkkordClient(ServerAddress.parse(node.server()), PATIENCE);
    }

    @AfterAll
    static void stop() {
        client.close();
        node.close();
    }

    private static JoinConsumers.Builder member(String group, String topic) {
        return JoinConsumers.newBuilder().setGroup(group).addTopics(topic).setSessionTimeoutMs(SESSION_MILLIS);
    }

    private static void filled(String topic, int partitions, String records) {
        node.run("topic", "create", topic, "--partitions", "" + partitions).succeeded();
        if (!records.isEmpty()) produced(topic, records);
    }

    private static void produced(String topic, String records) {
        node.run(records.getBytes(StandardCharsets.UTF_8), "produce", topic).succeeded();
    }

    @Test
    void theCommandPrintsWhatItsGroupHasNotReadYet() {
        filled("letters", 2, "a\nb\nc\nd\n");
        assertThat(node.run("consume", "letters", "--group", "readers", "--max", "4")
                        .succeeded()
                        .out()
                        .lines())
                .containsExactlyInAnyOrder("a", "b", "c", "d");
        produced("letters", "e\n");
        assertThat(node.run("consume", "letters", "--group", "readers", "--max", "1")
                        .succeeded()
                        .out())
                .isEqualTo("e\n");
        RunningCluster.await(
                "it has left",
                () -> node.run("group", "describe", "readers").out().contains("group readers, Empty, generation"),
                node);
        node.run("consume", "letters", "--group", "readers", "--partition", "0").misused("--partition");
        node.run("consume", "nothing", "--group", "readers").refused("nothing");
    }

    @Test
    void membersShareAndGiveUpWhenOthersComeAndTakeOverWhenTheyGo() throws Exception {
        filled("shared", 4, "");
        try (AnswerStream<ConsumeRequest, ConsumeResponse> one =
                client.consume(member("sharers", "shared").build())) {
            assertThat(assigned(one)).containsExactly(0, 1, 2, 3);
            Set<Integer> all = new TreeSet<>();
            try (AnswerStream<ConsumeRequest, ConsumeResponse> two =
                    client.consume(member("sharers", "shared").build())) {
                released(one);
                Set<Integer> ofOne = assigned(one);
                Set<Integer> ofTwo = assigned(two);
                assertThat(ofOne).hasSize(2);
                assertThat(ofTwo).hasSize(2);
                all.addAll(ofOne);
                all.addAll(ofTwo);
                assertThat(all).hasSize(4);
            }
            released(one);
            assertThat(assigned(one)).as("the other's stream has ended").containsExactly(0, 1, 2, 3);
        }
    }

    @Test
    void aMemberOverGrpcSharesWithAConsumerAtTheKafkaPort() throws Exception {
        filled("mixed", 2, "");
        try (AnswerStream<ConsumeRequest, ConsumeResponse> stream =
                        client.consume(member("mixers", "mixed").build());
                KafkaConsumer<byte[], byte[]> consumer = consumer("mixers")) {
            assertThat(assigned(stream)).containsExactly(0, 1);
            consumer.subscribe(List.of("mixed"));
            Thread polling = new Thread(() -> RunningCluster.await(
                    "a partition for each",
                    () -> {
                        consumer.poll(Duration.ofMillis(100));
                        return consumer.assignment().size() == 1;
                    },
                    node));
            polling.start();
            released(stream);
            assertThat(assigned(stream)).hasSize(1);
            polling.join(PATIENCE.toMillis());
            assertThat(consumer.assignment()).hasSize(1);
        }
    }

    @Test
    void whatIsNotCommittedIsGivenAgainAndWhatIsGivenAtMostOnceIsNot() throws Exception {
        filled("again", 1, "a\nb\n");
        try (AnswerStream<ConsumeRequest, ConsumeResponse> first =
                client.consume(member("careful", "again").build())) {
            assigned(first);
            assertThat(records(first, 2)).containsExactly("a", "b");
            first.say(ConsumeRequest.newBuilder()
                    .setCommit(CommitPositions.newBuilder()
                            .setGeneration(1)
                            .addPositions(
                                    Position.newBuilder().setTopic("again").setOffset(1)))
                    .build());
            assertThat(next(first, ConsumeResponse.SayCase.COMMITTED)
                            .getCommitted()
                            .getRefusal())
                    .isEmpty();
        }
        try (AnswerStream<ConsumeRequest, ConsumeResponse> second = client.consume(member("careful", "again")
                .setDelivery(Delivery.DELIVERY_AT_MOST_ONCE)
                .build())) {
            assigned(second);
            assertThat(records(second, 1)).containsExactly("b");
        }
        produced("again", "c\n");
        try (AnswerStream<ConsumeRequest, ConsumeResponse> third =
                client.consume(member("careful", "again").build())) {
            assigned(third);
            assertThat(records(third, 1)).containsExactly("c");
        }
    }

    @Test
    void aStreamThatDoesNotSayWhatItWantsIsRefused() {
        assertThatThrownBy(() -> assigned(client.consume(member("", "again").build())))
                .isInstanceOf(ServerRefusedException.class)
                .hasMessageContaining("does not name the group");
        assertThatThrownBy(() -> assigned(
                        client.consume(JoinConsumers.newBuilder().setGroup("g").build())))
                .isInstanceOf(ServerRefusedException.class)
                .hasMessageContaining("names no topics");
    }

    private static ConsumeResponse next(
            AnswerStream<ConsumeRequest, ConsumeResponse> stream, ConsumeResponse.SayCase kind)
            throws InterruptedException {
        while (true) {
            ConsumeResponse answer = stream.next();
            assertThat(answer).as("the stream goes on").isNotNull();
            if (answer.getSayCase() == kind) return answer;
        }
    }

    private static Set<Integer> assigned(AnswerStream<ConsumeRequest, ConsumeResponse> stream)
            throws InterruptedException {
        return next(stream, ConsumeResponse.SayCase.ASSIGNED).getAssigned().getPartitionsList().stream()
                .map(Position::getPartition)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void released(AnswerStream<ConsumeRequest, ConsumeResponse> stream) throws InterruptedException {
        next(stream, ConsumeResponse.SayCase.REVOKED);
        stream.say(ConsumeRequest.newBuilder()
                .setReleased(Released.getDefaultInstance())
                .build());
    }

    private static List<String> records(AnswerStream<ConsumeRequest, ConsumeResponse> stream, int count)
            throws InterruptedException {
        List<String> values = new ArrayList<>();
        while (values.size() < count)
            for (PartitionRecords part :
                    next(stream, ConsumeResponse.SayCase.RECORDS).getRecords().getPartitionsList())
                for (FetchedRecord record : part.getRecordsList())
                    values.add(record.getValue().toStringUtf8());
        return values;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String group) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", node.kafkaServer());
        settings.put("group.id", group);
        settings.put("heartbeat.interval.ms", "500");
        settings.put("session.timeout.ms", "" + SESSION_MILLIS);
        settings.put("partition.assignment.strategy", "org.apache.kafka.clients.consumer.RangeAssignor");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
