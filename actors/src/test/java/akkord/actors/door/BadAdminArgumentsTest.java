package akkord.actors.door;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Topics, settings and names that are not there or cannot be. */
class BadAdminArgumentsTest {

    private static final String TOPIC = "arguments";

    @TempDir
    static Path data;

    private static KafkaNode node;

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(data, Map.of("auto.create.topics.enable", "false"));
        try (Wire wire = new Wire(node.door().port())) {
            wire.send(ApiKeys.CREATE_TOPICS, 4, 1, SampleRequests.createTopics(TOPIC, 1, (short) 1))
                    .receive();
        }
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    @ParameterizedTest
    @MethodSource({"topics", "settings", "others"})
    void isRefusedWithKafkasErrorAndTheConnectionGoesOn(BadArgument of) throws Exception {
        of.assertRefused(node.door().port(), TOPIC);
    }

    static Stream<BadArgument> topics() {
        return Stream.of(
                creation("an existing topic", TOPIC, 1, 1, Errors.TOPIC_ALREADY_EXISTS),
                creation("a name too long", BadArgument.TOO_LONG, 1, 1, Errors.INVALID_TOPIC_EXCEPTION),
                creation("an empty name", "", 1, 1, Errors.INVALID_TOPIC_EXCEPTION),
                creation("a name with a slash", "../up", 1, 1, Errors.INVALID_TOPIC_EXCEPTION),
                creation("the name \"..\"", "..", 1, 1, Errors.INVALID_TOPIC_EXCEPTION),
                creation("no partitions", "none", 0, 1, Errors.INVALID_PARTITIONS),
                creation("a negative number of partitions", "none", -2, 1, Errors.INVALID_PARTITIONS),
                creation("no replicas", "none", 1, 0, Errors.INVALID_REPLICATION_FACTOR),
                creation("more replicas than nodes", "none", 1, 3, Errors.INVALID_REPLICATION_FACTOR),
                partitions("an unknown topic", "nowhere", 3, Errors.UNKNOWN_TOPIC_OR_PARTITION),
                partitions("fewer partitions than there are", TOPIC, 0, Errors.INVALID_PARTITIONS),
                partitions("as many partitions as there are", TOPIC, 1, Errors.INVALID_PARTITIONS),
                partitions("a negative number of partitions", TOPIC, -1, Errors.INVALID_PARTITIONS),
                deletion("an unknown topic", "nowhere", Errors.UNKNOWN_TOPIC_OR_PARTITION),
                metadata("an unknown topic", "nowhere", Errors.UNKNOWN_TOPIC_OR_PARTITION),
                metadata("a name too long", BadArgument.TOO_LONG, Errors.INVALID_TOPIC_EXCEPTION),
                metadata("an empty name", "", Errors.INVALID_TOPIC_EXCEPTION),
                new BadArgument(
                        "an unknown id",
                        ApiKeys.METADATA,
                        12,
                        new MetadataRequestData()
                                .setTopics(List.of(new MetadataRequestData.MetadataRequestTopic()
                                        .setName(null)
                                        .setTopicId(BadArgument.NO_TOPIC))),
                        answer -> ((MetadataResponseData) answer)
                                .topics()
                                .iterator()
                                .next()
                                .errorCode(),
                        Errors.UNKNOWN_TOPIC_ID));
    }

    private static BadArgument creation(String what, String name, int partitions, int replicas, Errors error) {
        return new BadArgument(
                what,
                ApiKeys.CREATE_TOPICS,
                7,
                SampleRequests.createTopics(name, partitions, (short) replicas),
                answer -> ((CreateTopicsResponseData) answer)
                        .topics()
                        .iterator()
                        .next()
                        .errorCode(),
                error);
    }

    private static BadArgument partitions(String what, String name, int count, Errors error) {
        return new BadArgument(
                what,
                ApiKeys.CREATE_PARTITIONS,
                3,
                SampleRequests.createPartitions(name, count),
                answer ->
                        ((CreatePartitionsResponseData) answer).results().get(0).errorCode(),
                error);
    }

    private static BadArgument deletion(String what, String name, Errors error) {
        return new BadArgument(
                what,
                ApiKeys.DELETE_TOPICS,
                6,
                SampleRequests.deleteTopics(6, name),
                answer -> ((DeleteTopicsResponseData) answer)
                        .responses()
                        .iterator()
                        .next()
                        .errorCode(),
                error);
    }

    private static BadArgument metadata(String what, String name, Errors error) {
        return new BadArgument(
                what,
                ApiKeys.METADATA,
                9,
                SampleRequests.of(ApiKeys.METADATA, 9, name, BadArgument.NO_TOPIC),
                answer -> ((MetadataResponseData) answer)
                        .topics()
                        .iterator()
                        .next()
                        .errorCode(),
                error);
    }

    static Stream<BadArgument> settings() {
        ToIntFunction<ApiMessage> described = answer ->
                ((DescribeConfigsResponseData) answer).results().get(0).errorCode();
        ToIntFunction<ApiMessage> altered =
                answer -> ((AlterConfigsResponseData) answer).responses().get(0).errorCode();
        ToIntFunction<ApiMessage> changed = answer -> ((IncrementalAlterConfigsResponseData) answer)
                .responses()
                .get(0)
                .errorCode();
        return Stream.of(
                new BadArgument(
                        "an unknown topic",
                        ApiKeys.DESCRIBE_CONFIGS,
                        4,
                        SampleRequests.describeConfigs((byte) 2, "nowhere"),
                        described,
                        Errors.UNKNOWN_TOPIC_OR_PARTITION),
                new BadArgument(
                        "another node",
                        ApiKeys.DESCRIBE_CONFIGS,
                        4,
                        SampleRequests.describeConfigs((byte) 4, "77"),
                        described,
                        Errors.INVALID_REQUEST),
                new BadArgument(
                        "a node that is no number",
                        ApiKeys.DESCRIBE_CONFIGS,
                        4,
                        SampleRequests.describeConfigs((byte) 4, "x"),
                        described,
                        Errors.INVALID_REQUEST),
                new BadArgument(
                        "an unknown type",
                        ApiKeys.DESCRIBE_CONFIGS,
                        4,
                        SampleRequests.describeConfigs((byte) 99, "x"),
                        described,
                        Errors.INVALID_REQUEST),
                new BadArgument(
                        "an unknown topic",
                        ApiKeys.ALTER_CONFIGS,
                        2,
                        SampleRequests.alterConfigs("nowhere", "retention.ms", "1"),
                        altered,
                        Errors.UNKNOWN_TOPIC_OR_PARTITION),
                new BadArgument(
                        "an unknown setting",
                        ApiKeys.ALTER_CONFIGS,
                        2,
                        SampleRequests.alterConfigs(TOPIC, "no.such", "1"),
                        altered,
                        Errors.INVALID_CONFIG),
                new BadArgument(
                        "a value of the wrong type",
                        ApiKeys.ALTER_CONFIGS,
                        2,
                        SampleRequests.alterConfigs(TOPIC, "retention.ms", "soon"),
                        altered,
                        Errors.INVALID_CONFIG),
                new BadArgument(
                        "an unknown setting",
                        ApiKeys.INCREMENTAL_ALTER_CONFIGS,
                        1,
                        SampleRequests.incremental(TOPIC, "no.such", (byte) 0, "1"),
                        changed,
                        Errors.INVALID_CONFIG),
                new BadArgument(
                        "an unknown operation",
                        ApiKeys.INCREMENTAL_ALTER_CONFIGS,
                        1,
                        SampleRequests.incremental(TOPIC, "retention.ms", (byte) 9, "1"),
                        changed,
                        Errors.INVALID_REQUEST),
                new BadArgument(
                        "appending to a number",
                        ApiKeys.INCREMENTAL_ALTER_CONFIGS,
                        1,
                        SampleRequests.incremental(TOPIC, "retention.ms", (byte) 2, "1"),
                        changed,
                        Errors.INVALID_CONFIG),
                new BadArgument(
                        "an unknown type",
                        ApiKeys.LIST_CONFIG_RESOURCES,
                        1,
                        new ListConfigResourcesRequestData().setResourceTypes(List.of((byte) 99)),
                        answer -> ((ListConfigResourcesResponseData) answer).errorCode(),
                        Errors.UNSUPPORTED_VERSION));
    }

    static Stream<BadArgument> others() {
        return Stream.of(
                new BadArgument(
                        "an unknown topic",
                        ApiKeys.DESCRIBE_PRODUCERS,
                        0,
                        SampleRequests.of(ApiKeys.DESCRIBE_PRODUCERS, 0, "nowhere", BadArgument.NO_TOPIC),
                        answer -> ((DescribeProducersResponseData) answer)
                                .topics()
                                .get(0)
                                .partitions()
                                .get(0)
                                .errorCode(),
                        Errors.UNKNOWN_TOPIC_OR_PARTITION),
                pages("an unknown topic", "nowhere", Errors.UNKNOWN_TOPIC_OR_PARTITION),
                pages("a name too long", BadArgument.TOO_LONG, Errors.INVALID_TOPIC_EXCEPTION),
                new BadArgument(
                        "an unknown type",
                        ApiKeys.FIND_COORDINATOR,
                        4,
                        new FindCoordinatorRequestData().setKeyType((byte) 9).setCoordinatorKeys(List.of("x")),
                        answer -> ((FindCoordinatorResponseData) answer)
                                .coordinators()
                                .get(0)
                                .errorCode(),
                        Errors.INVALID_REQUEST),
                new BadArgument(
                        "an empty transactional id",
                        ApiKeys.INIT_PRODUCER_ID,
                        4,
                        new InitProducerIdRequestData().setTransactionalId(""),
                        answer -> ((InitProducerIdResponseData) answer).errorCode(),
                        Errors.INVALID_REQUEST));
    }

    private static BadArgument pages(String what, String name, Errors error) {
        return new BadArgument(
                what,
                ApiKeys.DESCRIBE_TOPIC_PARTITIONS,
                0,
                new DescribeTopicPartitionsRequestData()
                        .setTopics(List.of(new DescribeTopicPartitionsRequestData.TopicRequest().setName(name))),
                answer -> ((DescribeTopicPartitionsResponseData) answer)
                        .topics()
                        .iterator()
                        .next()
                        .errorCode(),
                error);
    }
}
