package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Between the decision who leads and the moment it serves, nobody is sent there. */
class LeaderAnnouncementTest {

    private static final int NOBODY = -1;

    @TempDir
    Path data;

    private final CompletableFuture<Void> opening = new CompletableFuture<>();
    private KafkaNode node;
    private Wire asking;
    private Wire making;

    @BeforeEach
    void start() throws Exception {
        node = new KafkaNode(data, Map.of(), ConfigFactory.parseString("akkord.kafka.topic-wait-max = 60 s"));
        node.holdOpening(opening);
        asking = new Wire(node.door().port());
        making = new Wire(node.door().port());
    }

    @AfterEach
    void stop() throws Exception {
        asking.close();
        making.close();
        node.close();
    }

    @Test
    void aTopicIsMadeAndItsLeaderNamedWhenItServes() throws Exception {
        making.send(ApiKeys.CREATE_TOPICS, 5, 1, SampleRequests.createTopics("new", 1, (short) 1));
        CompletableFuture<Wire.Answer> made = answer();
        awaitPartitions("new", 1);

        assertThat(leader("new", 0)).isEqualTo(NOBODY);
        assertThat(describedLeader("new")).isEqualTo(NOBODY);
        assertThat(made).isNotDone();

        opening.complete(null);
        CreateTopicsResponseData created = get(made).read(ApiKeys.CREATE_TOPICS, 5, new CreateTopicsResponseData());
        assertThat(created.topics().iterator().next().errorCode()).isZero();
        assertThat(leader("new", 0)).isEqualTo(KafkaNode.ID);
        assertThat(describedLeader("new")).isEqualTo(KafkaNode.ID);
    }

    @Test
    void addedPartitionsAreAnsweredWhenTheyServe() throws Exception {
        node.holdOpening(CompletableFuture.completedFuture(null));
        making.send(ApiKeys.CREATE_TOPICS, 5, 1, SampleRequests.createTopics("grows", 1, (short) 1))
                .receive();
        node.holdOpening(opening);
        making.send(ApiKeys.CREATE_PARTITIONS, 3, 2, SampleRequests.createPartitions("grows", 2));
        CompletableFuture<Wire.Answer> grown = answer();
        awaitPartitions("grows", 2);

        assertThat(leader("grows", 0)).isEqualTo(KafkaNode.ID);
        assertThat(leader("grows", 1)).isEqualTo(NOBODY);
        assertThat(grown).isNotDone();

        opening.complete(null);
        CreatePartitionsResponseData answer =
                get(grown).read(ApiKeys.CREATE_PARTITIONS, 3, new CreatePartitionsResponseData());
        assertThat(answer.results().get(0).errorCode()).isZero();
        assertThat(leader("grows", 1)).isEqualTo(KafkaNode.ID);
    }

    @Test
    void whoMakesATopicByAskingForItIsToldItsLeaderAtOnce() throws Exception {
        making.send(ApiKeys.METADATA, 9, 1, SampleRequests.of(ApiKeys.METADATA, 9, "asked-for", Uuid.ZERO_UUID));
        CompletableFuture<Wire.Answer> made = answer();
        awaitPartitions("asked-for", 1);
        assertThat(made).isNotDone();

        opening.complete(null);
        MetadataResponseData answer = get(made).read(ApiKeys.METADATA, 9, new MetadataResponseData());
        MetadataResponsePartition partition =
                answer.topics().find("asked-for").partitions().get(0);
        assertThat(partition.errorCode()).isZero();
        assertThat(partition.leaderId()).isEqualTo(KafkaNode.ID);
    }

    /** In a cluster, metadata of another node may name this one a moment before it serves. */
    @ParameterizedTest
    @ValueSource(ints = {9, 13})
    void aProducersBatchesAreTakenInOrderThoughTheLeaderBeganToServeBetweenThem(int version) throws Exception {
        making.send(ApiKeys.CREATE_TOPICS, 5, 1, SampleRequests.createTopics("early", 1, (short) 1));
        CompletableFuture<Wire.Answer> made = answer();
        awaitPartitions("early", 1);

        assertThat(produce("early", version, 0)).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER);
        opening.complete(null);
        get(made);

        assertThat(produce("early", version, 1)).isEqualTo(Errors.NOT_LEADER_OR_FOLLOWER);
        assertThat(produce("early", version, 0)).isEqualTo(Errors.NONE);
        assertThat(produce("early", version, 1)).isEqualTo(Errors.NONE);
        assertThat(produce("early", version, 2)).isEqualTo(Errors.NONE);
    }

    private Errors produce(String topic, int version, int sequence) throws IOException {
        MemoryRecords batch = MemoryRecords.withIdempotentRecords(
                Compression.NONE, 7, (short) 0, sequence, new SimpleRecord(1, new byte[] {1}));
        var id = node.metadata().image().topic(topic).orElseThrow().id();
        Uuid wireId = new Uuid(id.high(), id.low());
        return Errors.forCode(
                asking.send(ApiKeys.PRODUCE, version, 1, SampleRequests.produce(version, topic, wireId, 0, batch))
                        .receive()
                        .read(ApiKeys.PRODUCE, version, new ProduceResponseData())
                        .responses()
                        .iterator()
                        .next()
                        .partitionResponses()
                        .get(0)
                        .errorCode());
    }

    private CompletableFuture<Wire.Answer> answer() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return making.receive();
                    } catch (IOException closed) {
                        throw new UncheckedIOException(closed);
                    }
                },
                task -> new Thread(task).start());
    }

    private static Wire.Answer get(CompletableFuture<Wire.Answer> answer) throws Exception {
        return answer.get(KafkaNode.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void awaitPartitions(String topic, int count) throws Exception {
        node.metadata()
                .await(
                        image -> image.topic(topic)
                                .filter(known -> known.partitions().size() == count)
                                .isPresent(),
                        KafkaNode.PATIENCE)
                .toCompletableFuture()
                .get(KafkaNode.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** As metadata name it; an error says so when there is none. */
    private int leader(String topic, int number) throws IOException {
        MetadataResponseData answer =
                ask(ApiKeys.METADATA, 9, topic).read(ApiKeys.METADATA, 9, new MetadataResponseData());
        MetadataResponsePartition partition = answer.topics().find(topic).partitions().stream()
                .filter(each -> each.partitionIndex() == number)
                .findFirst()
                .orElseThrow();
        Errors expected = partition.leaderId() == NOBODY ? Errors.LEADER_NOT_AVAILABLE : Errors.NONE;
        assertThat(Errors.forCode(partition.errorCode())).isEqualTo(expected);
        return partition.leaderId();
    }

    private int describedLeader(String topic) throws IOException {
        return ask(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, topic)
                .read(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, new DescribeTopicPartitionsResponseData())
                .topics()
                .find(topic)
                .partitions()
                .get(0)
                .leaderId();
    }

    private Wire.Answer ask(ApiKeys key, int version, String topic) throws IOException {
        ApiMessage request = SampleRequests.of(key, version, topic, Uuid.ZERO_UUID);
        return asking.send(key, version, 1, request).receive();
    }
}
