package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.grpc.v1.CommitPositions;
import akkord.protocol.grpc.v1.ConsumeRequest;
import akkord.protocol.grpc.v1.ConsumeResponse;
import akkord.protocol.grpc.v1.Delivery;
import akkord.protocol.grpc.v1.FetchedRecord;
import akkord.protocol.grpc.v1.JoinConsumers;
import akkord.protocol.grpc.v1.Outcome;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Members over gRPC, against a real node: alone, with each other, and beside a consumer at the Kafka port. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class GroupStreamsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SESSION_MILLIS = 6_000;
    private static final int DISHES = 200;

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
    void membersOfAQueueShareTheRecordsOfOnePartitionAndNoneIsGivenTwice() throws Exception {
        filled("jobs", 1, "a\nb\nc\nd\ne\nf\n");
        try (QueueStream one = QueueStream.join(client, "workers", "jobs", 3);
                QueueStream two = QueueStream.join(client, "workers", "jobs", 3)) {
            List<String> ofOne = one.taken(3);
            List<String> ofTwo = two.taken(3);
            assertThat(Stream.concat(ofOne.stream(), ofTwo.stream()))
                    .containsExactlyInAnyOrder("a:1", "b:1", "c:1", "d:1", "e:1", "f:1");
            assertThat(node.run("group", "describe", "workers").succeeded().out())
                    .startsWith("group workers, Stable, epoch ")
                    .contains("grpc");
            int first = ofOne.contains("a:1") ? 0 : 3;
            one.accept(first, first + 2);
            two.accept(3 - first, 5 - first);
        }
        try (QueueStream three = QueueStream.join(client, "workers", "jobs", 3)) {
            produced("jobs", "g\n");
            assertThat(three.taken(1)).containsExactly("g:1");
        }
    }

    @Test
    void whatAMemberOfAQueueReleasesOrLeavesBehindIsDeliveredAgainAndWhatItRejectsIsNot() throws Exception {
        filled("errands", 1, "a\nb\nc\nd\n");
        QueueStream one = QueueStream.join(client, "errands", "errands", 4);
        assertThat(one.taken(4)).containsExactly("a:1", "b:1", "c:1", "d:1");
        one.accept(1, 1);
        one.reject(3);
        one.release(0);
        assertThat(one.taken(1)).containsExactly("a:2");
        try (QueueStream two = QueueStream.join(client, "errands", "errands", 4)) {
            one.close();
            assertThat(two.taken(2)).containsExactlyInAnyOrder("a:3", "c:2");
            produced("errands", "e\n");
            assertThat(two.taken(1)).containsExactly("e:1");
        }
    }

    @Test
    void aRecordOfAQueueIsGivenUpOnceItHasBeenDeliveredFiveTimesInVain() throws Exception {
        filled("poison", 1, "a\n");
        try (QueueStream stream = QueueStream.join(client, "poisoned", "poison", 1)) {
            for (int delivery = 1; delivery <= 5; delivery++) {
                assertThat(stream.taken(1)).containsExactly("a:" + delivery);
                stream.release(0);
            }
            produced("poison", "b\n");
            assertThat(stream.taken(1)).containsExactly("b:1");
        }
    }

    @Test
    void acknowledgingWhatAMemberOfAQueueDoesNotHaveIsRefusedWithASentence() throws Exception {
        filled("held", 1, "a\nb\nc\n");
        try (QueueStream one = QueueStream.join(client, "holders", "held", 2);
                QueueStream two = QueueStream.join(client, "holders", "held", 2)) {
            boolean isFirst = one.taken(1).contains("a:1");
            (isFirst ? two : one).taken(1);
            QueueStream ofA = isFirst ? one : two;
            assertThat(ofA.say(0, 2, 2, Outcome.OUTCOME_ACCEPT)).contains("held-0", "another member has them");
            assertThat(ofA.say(0, 7, 9, Outcome.OUTCOME_ACCEPT)).contains("has not been given as much");
            assertThat(ofA.say(1, 0, 0, Outcome.OUTCOME_ACCEPT)).contains("held-1", "was delivered to this member");
            assertThat(ofA.say(0, 1, 0, Outcome.OUTCOME_ACCEPT)).contains("are in no order");
            assertThat(ofA.say(0, 0, 1, Outcome.OUTCOME_RENEW)).isEmpty();
            ofA.accept(0, 1);
        }
    }

    @Test
    void aMemberOfAQueueAndAShareConsumerAtTheKafkaPortDivideTheRecordsOfOneGroup() throws Exception {
        filled("dishes", 1, lines(0, DISHES));
        try (QueueStream stream = QueueStream.join(client, "washers", "dishes", 5);
                KafkaShareConsumer<byte[], byte[]> consumer = shareConsumer("washers", "dishes")) {
            List<String> ofStream = new ArrayList<>(stream.taken(5));
            List<String> ofConsumer = new ArrayList<>();
            RunningCluster.await(
                    "records for the consumer, too, while the stream's member has accepted none",
                    () -> ofConsumer.addAll(accepted(consumer)),
                    node);
            stream.accept(0, 4);
            divide(DISHES, stream, ofStream, consumer, ofConsumer);
            produced("dishes", lines(DISHES, DISHES + 1));
            divide(DISHES + 1, stream, ofStream, consumer, ofConsumer);
            assertThat(Stream.concat(ofStream.stream(), ofConsumer.stream()))
                    .as("each record once: to the stream's member %s, to the consumer %s", ofStream, ofConsumer)
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(0, DISHES)
                            .mapToObj(number -> number + ":1")
                            .toList());
        }
    }

    /** Both take and accept until the last of so many records, each of which is its own offset, has come. */
    private static void divide(
            int records,
            QueueStream stream,
            List<String> ofStream,
            KafkaShareConsumer<byte[], byte[]> consumer,
            List<String> ofConsumer)
            throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ofStream.size() + ofConsumer.size() < records) {
            assertThat(System.nanoTime())
                    .as("to the stream's member %s, to the consumer %s", ofStream, ofConsumer)
                    .isLessThan(deadline);
            ofConsumer.addAll(accepted(consumer));
            for (String record : stream.takenByNow()) {
                ofStream.add(record);
                int offset = Integer.parseInt(record.substring(0, record.indexOf(':')));
                stream.accept(offset, offset);
            }
        }
    }

    /** What the consumer has got and accepted, each as its value, a colon and how often it has been delivered. */
    private static List<String> accepted(KafkaShareConsumer<byte[], byte[]> consumer) {
        List<String> records = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
            records.add(new String(record.value(), StandardCharsets.UTF_8) + ":"
                    + record.deliveryCount().orElseThrow());
            consumer.acknowledge(record);
        }
        assertThat(consumer.commitSync(PATIENCE).values()).allMatch(Optional::isEmpty);
        return records;
    }

    private static String lines(int from, int until) {
        return IntStream.range(from, until).mapToObj(number -> number + "\n").collect(Collectors.joining());
    }

    @Test
    void theCommandAcceptsWhatItHasPrintedOfAQueue() {
        filled("letters-to-sort", 1, "a\nb\nc\n");
        String[] take = {"consume", "letters-to-sort", "--group", "sorters", "--queue", "--format", "%v%d ", "--max"};
        assertThat(node.run(with(take, "2")).succeeded().out()).isEqualTo("a1 b1 ");
        // it may have been given to the first one, too, when that had accepted the others
        assertThat(node.run(with(take, "1")).succeeded().out()).startsWith("c");
    }

    private static String[] with(String[] words, String last) {
        String[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = last;
        return all;
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

    private static KafkaShareConsumer<byte[], byte[]> shareConsumer(String group, String topic) {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", node.kafkaServer());
        settings.put("group.id", group);
        settings.put("share.acknowledgement.mode", "explicit");
        settings.put("share.acquire.mode", "record_limit");
        settings.put("max.poll.records", "5");
        KafkaShareConsumer<byte[], byte[]> consumer =
                new KafkaShareConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic));
        return consumer;
    }
}
