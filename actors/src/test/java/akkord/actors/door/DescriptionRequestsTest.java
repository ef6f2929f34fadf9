package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData.DescribableLogDirTopic;
import org.apache.kafka.common.message.DescribeLogDirsResponseData;
import org.apache.kafka.common.message.DescribeLogDirsResponseData.DescribeLogDirsResult;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Pages of topics, disks and the cluster, as Apache Kafka 4.3.1 describes them. */
class DescriptionRequestsTest {

    @TempDir
    static Path data;

    private static KafkaNode node;
    private static KafkaCalls kafka;

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(data, Map.of("max.request.partition.size.limit", "6"));
        kafka = KafkaCalls.to(node);
        kafka.create("one");
        kafka.create("four");
        KafkaCalls.get(kafka.admin()
                .createPartitions(Map.of("four", NewPartitions.increaseTo(4)))
                .all());
    }

    @AfterAll
    static void stop() throws Exception {
        kafka.close();
        node.close();
    }

    /** What is asked for, the cursor and the limit; then the partitions in the answer, and its cursor. */
    static Stream<Arguments> pages() {
        List<String> both = List.of("one", "four");
        String all = "four-0 four-1 four-2 four-3 one-0";
        return Stream.of(
                Arguments.of(both, null, 100, all, null),
                Arguments.of(List.of(), null, 100, all, null),
                Arguments.of(both, null, 2, "four-0 four-1", "four-2"),
                Arguments.of(both, "four-2", 2, "four-2 four-3", "one-0"),
                Arguments.of(both, "one-0", 2, "one-0", null),
                Arguments.of(both, null, 4, "four-0 four-1 four-2 four-3", "one-0"),
                Arguments.of(both, "four-99", 2, "one-0", null),
                Arguments.of(both, null, 0, "four-0", "four-1"),
                Arguments.of(List.of("one", "one"), null, 5, "one-0", null));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void topicsAreDescribedPageByPage(List<String> topics, String from, int limit, String shown, String next)
            throws Exception {
        DescribeTopicPartitionsResponseData answer = describe(topics, from, limit);
        List<String> names = new ArrayList<>();
        answer.topics().forEach(topic -> topic.partitions()
                .forEach(partition -> names.add(topic.name() + "-" + partition.partitionIndex())));
        assertThat(String.join(" ", names)).isEqualTo(shown);
        var cursor = answer.nextCursor();
        assertThat(cursor == null ? null : cursor.topicName() + "-" + cursor.partitionIndex())
                .isEqualTo(next);
    }

    @Test
    void pagesThatCannotBeGivenAreRefused() throws Exception {
        assertThat(error(describe(List.of("nowhere"), null, 5))).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(error(describe(List.of("a b"), null, 5))).isEqualTo(Errors.INVALID_TOPIC_EXCEPTION);
        assertThat(error(describe(List.of("one"), "four-0", 5))).isEqualTo(Errors.INVALID_REQUEST);
    }

    @Test
    void theDiskSaysWhatEachReplicaTakes() throws Exception {
        TopicPartition partition = kafka.create("weighed");
        kafka.send(new ProducerRecord<>("weighed", new byte[10_000]));
        DescribeLogDirsResult folder = folders("weighed", 0);
        assertThat(folder.errorCode()).isZero();
        assertThat(folder.totalBytes()).isPositive();
        assertThat(folder.usableBytes()).isBetween(1L, folder.totalBytes());
        var replica = folder.topics().get(0).partitions().get(0);
        assertThat(replica.partitionSize())
                .isEqualTo(Files.size(StoredBatches.segments(data, partition).get(0)));
        assertThat(replica.offsetLag()).isZero();
        assertThat(replica.isFutureKey()).isFalse();
        assertThat(folders("nowhere", 0).topics()).isEmpty();
        assertThat(folders("weighed", 77).topics()).isEmpty();
    }

    @Test
    void theClusterIsDescribedToClientsOfBrokersOnly() throws Exception {
        DescribeClusterResponseData cluster = cluster(1);
        assertThat(cluster.errorCode()).isZero();
        assertThat(cluster.brokers()).singleElement().satisfies(self -> assertThat(self.brokerId())
                .isEqualTo(KafkaNode.ID));
        assertThat(Errors.forCode(cluster(2).errorCode())).isEqualTo(Errors.MISMATCHED_ENDPOINT_TYPE);
        assertThat(Errors.forCode(cluster(9).errorCode())).isEqualTo(Errors.UNSUPPORTED_ENDPOINT_TYPE);
    }

    private static DescribeTopicPartitionsResponseData describe(List<String> topics, String from, int limit)
            throws Exception {
        DescribeTopicPartitionsRequestData request = new DescribeTopicPartitionsRequestData()
                .setResponsePartitionLimit(limit)
                .setTopics(topics.stream()
                        .map(name -> new TopicRequest().setName(name))
                        .toList());
        if (from != null) {
            String[] parts = from.split("-");
            request.setCursor(new DescribeTopicPartitionsRequestData.Cursor()
                    .setTopicName(parts[0])
                    .setPartitionIndex(Integer.parseInt(parts[1])));
        }
        return ask(ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, request, new DescribeTopicPartitionsResponseData());
    }

    private static Errors error(DescribeTopicPartitionsResponseData answer) {
        return Errors.forCode(answer.topics().iterator().next().errorCode());
    }

    private static DescribeLogDirsResult folders(String topic, int partition) throws Exception {
        DescribeLogDirsRequestData request = new DescribeLogDirsRequestData();
        request.topics().mustAdd(new DescribableLogDirTopic().setTopic(topic).setPartitions(List.of(partition)));
        return ask(ApiKeys.DESCRIBE_LOG_DIRS, 4, request, new DescribeLogDirsResponseData())
                .results()
                .get(0);
    }

    private static DescribeClusterResponseData cluster(int endpoint) throws Exception {
        return ask(
                ApiKeys.DESCRIBE_CLUSTER,
                2,
                new DescribeClusterRequestData().setEndpointType((byte) endpoint),
                new DescribeClusterResponseData());
    }

    private static <R extends ApiMessage> R ask(ApiKeys key, int version, ApiMessage request, R into) throws Exception {
        try (Wire wire = new Wire(node.door().port())) {
            return wire.send(key, version, 1, request).receive().read(key, version, into);
        }
    }
}
