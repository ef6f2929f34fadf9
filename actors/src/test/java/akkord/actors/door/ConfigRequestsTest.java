package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.config.TopicConfigSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
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

/** Requests about settings, right and wrong; the errors are those of Apache Kafka 4.3.1. */
class ConfigRequestsTest {

    private static final int TOPIC = 2;
    private static final int NODE = 4;
    private static final int METRICS = 16;
    private static final int GROUP = 32;
    private static final int SET = 0;
    private static final int DELETE = 1;
    private static final int APPEND = 2;
    private static final int SUBTRACT = 3;
    private static final String SESSION = "consumer.session.timeout.ms";

    @TempDir
    static Path data;

    private static KafkaNode node;
    private static KafkaCalls kafka;

    @BeforeAll
    static void start() throws Exception {
        node = new KafkaNode(data, Map.of("log.segment.bytes", "2097152"));
        kafka = KafkaCalls.to(node);
        kafka.create("set", "cleanup.policy", "delete");
    }

    @AfterAll
    static void stop() throws Exception {
        kafka.close();
        node.close();
    }

    private record Op(String name, int kind, String value) {}

    static Stream<Arguments> changes() {
        Op fine = new Op("retention.ms", SET, "5");
        return Stream.of(
                Arguments.of(Errors.NONE, TOPIC, "set", List.of()),
                Arguments.of(Errors.NONE, TOPIC, "set", List.of(new Op("segment.ms", DELETE, null))),
                Arguments.of(Errors.INVALID_CONFIG, TOPIC, "set", List.of(new Op("retention.ms", SET, "x"))),
                Arguments.of(Errors.INVALID_CONFIG, TOPIC, "set", List.of(new Op("nope", SET, "x"))),
                Arguments.of(Errors.INVALID_CONFIG, TOPIC, "set", List.of(new Op("retention.ms", APPEND, "5"))),
                Arguments.of(Errors.INVALID_CONFIG, TOPIC, "set", List.of(new Op("cleanup.policy", APPEND, "shred"))),
                Arguments.of(Errors.INVALID_REQUEST, TOPIC, "set", List.of(fine, new Op("retention.ms", DELETE, null))),
                Arguments.of(Errors.INVALID_REQUEST, TOPIC, "set", List.of(new Op("retention.ms", SET, null))),
                Arguments.of(Errors.INVALID_REQUEST, TOPIC, "set", List.of(new Op("retention.ms", 9, "5"))),
                Arguments.of(Errors.UNKNOWN_TOPIC_OR_PARTITION, TOPIC, "nowhere", List.of(fine)),
                Arguments.of(Errors.INVALID_TOPIC_EXCEPTION, TOPIC, "a b", List.of(fine)),
                Arguments.of(Errors.INVALID_REQUEST, TOPIC, "", List.of(fine)),
                Arguments.of(Errors.INVALID_REQUEST, 99, "x", List.of(fine)),
                Arguments.of(Errors.INVALID_REQUEST, NODE, "1", List.of(new Op("num.partitions", SET, "4"))),
                Arguments.of(Errors.INVALID_REQUEST, NODE, "1", List.of(new Op("message.max.bytes", SET, "x"))),
                Arguments.of(Errors.INVALID_REQUEST, NODE, "7", List.of(new Op("message.max.bytes", SET, "4000"))),
                Arguments.of(Errors.INVALID_REQUEST, NODE, "x", List.of(new Op("message.max.bytes", SET, "4000"))),
                Arguments.of(Errors.INVALID_REQUEST, METRICS, "", List.of(new Op("interval.ms", SET, "4000"))),
                Arguments.of(Errors.INVALID_REQUEST, GROUP, "", List.of(new Op("consumer.x", SET, "4000"))),
                Arguments.of(Errors.INVALID_CONFIG, GROUP, "g", List.of(new Op("consumer.x", SET, "4000"))),
                Arguments.of(Errors.INVALID_CONFIG, GROUP, "g", List.of(session("44999"))),
                Arguments.of(Errors.INVALID_CONFIG, GROUP, "g", List.of(session("soon"))),
                Arguments.of(Errors.INVALID_CONFIG, GROUP, "g", List.of(new Op(SESSION, APPEND, "5"))),
                Arguments.of(Errors.INVALID_REQUEST, GROUP, "g", List.of(session("45001"), session("45002"))),
                Arguments.of(Errors.NONE, GROUP, "g", List.of(session("45001"))),
                Arguments.of(Errors.NONE, GROUP, "g", List.of(new Op(SESSION, DELETE, null))));
    }

    private static Op session(String value) {
        return new Op(SESSION, SET, value);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void aChangeIsDoneOrRefusedForItsReason(Errors why, int type, String name, List<Op> ops) throws Exception {
        IncrementalAlterConfigsResponseData answer = alter(false, resource(type, name, ops));
        assertThat(answer.responses()).singleElement().satisfies(result -> {
            assertThat(Errors.forCode(result.errorCode()))
                    .as(result.errorMessage())
                    .isEqualTo(why);
            assertThat(result.resourceName()).isEqualTo(name);
            assertThat(result.resourceType()).isEqualTo((byte) type);
        });
    }

    @Test
    void aResourceNamedTwiceIsNotChangedAndItsNeighbourIs() throws Exception {
        kafka.create("twice");
        kafka.create("beside");
        IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
        request.resources().mustAdd(resource(TOPIC, "twice", List.of(new Op("segment.ms", SET, "77"))));
        request.resources().mustAdd(resource(TOPIC, "twice", List.of(new Op("retention.ms", SET, "77"))));
        request.resources().mustAdd(resource(TOPIC, "beside", List.of(new Op("retention.ms", SET, "77"))));
        IncrementalAlterConfigsResponseData answer =
                ask(ApiKeys.INCREMENTAL_ALTER_CONFIGS, 1, request, new IncrementalAlterConfigsResponseData());
        assertThat(answer.responses())
                .extracting(result -> Errors.forCode(result.errorCode()))
                .containsExactly(Errors.INVALID_REQUEST, Errors.INVALID_REQUEST, Errors.NONE);
        assertThat(own("twice")).isEmpty();
        assertThat(own("beside")).containsExactly("retention.ms=77");
    }

    @Test
    void itemsOfAListAreAddedAndTakenAway() throws Exception {
        kafka.create("listed");
        change("listed", OpType.APPEND, "cleanup.policy", "compact");
        assertThat(own("listed")).containsExactly("cleanup.policy=delete,compact");
        change("listed", OpType.APPEND, "cleanup.policy", "compact");
        assertThat(own("listed")).containsExactly("cleanup.policy=delete,compact");
        change("listed", OpType.SUBTRACT, "cleanup.policy", "delete");
        assertThat(own("listed")).containsExactly("cleanup.policy=compact");
        change("listed", OpType.DELETE, "cleanup.policy", null);
        assertThat(own("listed")).isEmpty();
        assertThat(kafka.describe(ConfigResource.Type.TOPIC, "listed")
                        .get("cleanup.policy")
                        .value())
                .isEqualTo("delete");
    }

    @Test
    void whatIsOnlyValidatedStaysAsItWas() throws Exception {
        kafka.create("dry");
        assertThat(alter(true, resource(TOPIC, "dry", List.of(new Op("retention.ms", SET, "5"))))
                        .responses()
                        .get(0)
                        .errorCode())
                .isZero();
        assertThat(alter(true, resource(TOPIC, "dry", List.of(new Op("retention.ms", SUBTRACT, "5"))))
                        .responses()
                        .get(0)
                        .errorCode())
                .isEqualTo(Errors.INVALID_CONFIG.code());
        assertThat(own("dry")).isEmpty();
    }

    @Test
    void theOlderWayReplacesEverySetting() throws Exception {
        kafka.create("replaced", "segment.ms", "1000", "compression.type", "zstd");
        assertThat(replace("replaced", false, "retention.ms", "5")).isEqualTo(Errors.NONE);
        assertThat(own("replaced")).containsExactly("retention.ms=5");
        assertThat(replace("replaced", true, "retention.ms", "6")).isEqualTo(Errors.NONE);
        assertThat(replace("replaced", false, "retention.ms", null)).isEqualTo(Errors.INVALID_REQUEST);
        assertThat(replace("replaced", false, "nope", "1")).isEqualTo(Errors.INVALID_CONFIG);
        assertThat(replace("nowhere", false, "retention.ms", "1")).isEqualTo(Errors.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(own("replaced")).containsExactly("retention.ms=5");
    }

    @Test
    void everyTopicSettingIsDescribedWithTypeSourceAndMeaning() throws Exception {
        var config = kafka.describe(ConfigResource.Type.TOPIC, "set");
        assertThat(config.entries()).hasSize(TopicConfigSchema.keys().size());
        for (var key : TopicConfigSchema.keys()) {
            ConfigEntry entry = config.get(key.name());
            assertThat(entry.type().name()).isEqualTo(key.type().name());
            assertThat(entry.documentation()).startsWith(key.documentation());
            assertThat(entry.documentation().endsWith("no effect in Akkord yet."))
                    .as(key.name())
                    .isEqualTo(!key.effective());
            assertThat(entry.isReadOnly()).isFalse();
            assertThat(entry.isSensitive()).isFalse();
            assertThat(entry.synonyms().get(0).value()).isEqualTo(entry.value());
            ConfigSource source = key.name().equals("cleanup.policy")
                    ? ConfigSource.DYNAMIC_TOPIC_CONFIG
                    : key.name().equals("segment.bytes")
                            ? ConfigSource.STATIC_BROKER_CONFIG
                            : ConfigSource.DEFAULT_CONFIG;
            assertThat(entry.source()).as(key.name()).isEqualTo(source);
        }
    }

    static Stream<Arguments> descriptions() {
        return Stream.of(
                Arguments.of(Errors.UNKNOWN_TOPIC_OR_PARTITION, TOPIC, "nowhere"),
                Arguments.of(Errors.INVALID_TOPIC_EXCEPTION, TOPIC, "a b"),
                Arguments.of(Errors.INVALID_TOPIC_EXCEPTION, TOPIC, ""),
                Arguments.of(Errors.INVALID_REQUEST, NODE, "7"),
                Arguments.of(Errors.INVALID_REQUEST, NODE, "x"),
                Arguments.of(Errors.INVALID_REQUEST, METRICS, ""),
                Arguments.of(Errors.INVALID_REQUEST, GROUP, ""),
                Arguments.of(Errors.INVALID_REQUEST, 99, "x"),
                Arguments.of(Errors.NONE, GROUP, "any"),
                Arguments.of(Errors.NONE, NODE, ""));
    }

    @ParameterizedTest
    @MethodSource("descriptions")
    void aDescriptionIsGivenOrRefusedForItsReason(Errors why, int type, String name) throws Exception {
        DescribeConfigsRequestData request = new DescribeConfigsRequestData()
                .setResources(List.of(new DescribeConfigsRequestData.DescribeConfigsResource()
                        .setResourceType((byte) type)
                        .setResourceName(name)
                        .setConfigurationKeys(null)));
        DescribeConfigsResponseData answer =
                ask(ApiKeys.DESCRIBE_CONFIGS, 4, request, new DescribeConfigsResponseData());
        assertThat(answer.results()).singleElement().satisfies(result -> assertThat(Errors.forCode(result.errorCode()))
                .isEqualTo(why));
    }

    @Test
    void aGroupsSettingsAreKeptShownWithTheirSourceAndListedUntilTheyAreTakenAway() throws Exception {
        ConfigResource.Type group = ConfigResource.Type.GROUP;
        assertThat(kafka.describe(group, "kept").get(SESSION).source()).isEqualTo(ConfigSource.DEFAULT_CONFIG);
        kafka.alter(group, "kept", SESSION, "50000", OpType.SET);
        ConfigEntry entry = kafka.describe(group, "kept").get(SESSION);
        assertThat(entry.value()).isEqualTo("50000");
        assertThat(entry.source()).isEqualTo(ConfigSource.DYNAMIC_GROUP_CONFIG);
        assertThat(entry.synonyms())
                .extracting(ConfigEntry.ConfigSynonym::name)
                .containsExactly(SESSION, "group." + SESSION);
        assertThat(kafka.describe(group, "another").get(SESSION).value()).isEqualTo("45000");
        assertThat(listed(List.of((byte) GROUP))).contains("32:kept");
        kafka.alter(group, "kept", SESSION, null, OpType.DELETE);
        assertThat(listed(List.of((byte) GROUP))).doesNotContain("32:kept");
    }

    @Test
    void resourcesAreListedByTheirType() throws Exception {
        assertThat(listed(List.of((byte) TOPIC))).contains("2:set").noneMatch(name -> name.startsWith("4:"));
        assertThat(listed(List.of())).contains("2:set", "4:1", "8:1");
        ListConfigResourcesRequestData wrong =
                new ListConfigResourcesRequestData().setResourceTypes(List.of((byte) 99));
        assertThat(ask(ApiKeys.LIST_CONFIG_RESOURCES, 1, wrong, new ListConfigResourcesResponseData())
                        .errorCode())
                .isEqualTo(Errors.UNSUPPORTED_VERSION.code());
    }

    private static List<String> listed(List<Byte> types) throws Exception {
        List<String> names = new ArrayList<>();
        ask(
                        ApiKeys.LIST_CONFIG_RESOURCES,
                        1,
                        new ListConfigResourcesRequestData().setResourceTypes(types),
                        new ListConfigResourcesResponseData())
                .configResources()
                .forEach(resource -> names.add(resource.resourceType() + ":" + resource.resourceName()));
        return names;
    }

    private static void change(String topic, OpType how, String name, String value) throws Exception {
        kafka.alter(ConfigResource.Type.TOPIC, topic, name, value, how);
    }

    /** What is set on the topic itself. */
    private static List<String> own(String topic) throws Exception {
        return kafka.describe(ConfigResource.Type.TOPIC, topic).entries().stream()
                .filter(entry -> entry.source() == ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .map(entry -> entry.name() + "=" + entry.value())
                .toList();
    }

    private static AlterConfigsResource resource(int type, String name, List<Op> ops) {
        AlterConfigsResource resource =
                new AlterConfigsResource().setResourceType((byte) type).setResourceName(name);
        for (Op op : ops)
            resource.configs()
                    .mustAdd(new AlterableConfig()
                            .setName(op.name())
                            .setConfigOperation((byte) op.kind())
                            .setValue(op.value()));
        return resource;
    }

    private static IncrementalAlterConfigsResponseData alter(boolean validateOnly, AlterConfigsResource resource)
            throws Exception {
        IncrementalAlterConfigsRequestData request =
                new IncrementalAlterConfigsRequestData().setValidateOnly(validateOnly);
        request.resources().mustAdd(resource);
        return ask(ApiKeys.INCREMENTAL_ALTER_CONFIGS, 1, request, new IncrementalAlterConfigsResponseData());
    }

    private static Errors replace(String topic, boolean validateOnly, String name, String value) throws Exception {
        AlterConfigsRequestData.AlterConfigsResource resource = new AlterConfigsRequestData.AlterConfigsResource()
                .setResourceType((byte) TOPIC)
                .setResourceName(topic);
        resource.configs()
                .mustAdd(new AlterConfigsRequestData.AlterableConfig()
                        .setName(name)
                        .setValue(value));
        AlterConfigsRequestData request = new AlterConfigsRequestData().setValidateOnly(validateOnly);
        request.resources().mustAdd(resource);
        AlterConfigsResponseData answer = ask(ApiKeys.ALTER_CONFIGS, 2, request, new AlterConfigsResponseData());
        return Errors.forCode(answer.responses().get(0).errorCode());
    }

    private static <R extends ApiMessage> R ask(ApiKeys key, int version, ApiMessage request, R into) throws Exception {
        try (Wire wire = new Wire(node.door().port())) {
            return wire.send(key, version, 1, request).receive().read(key, version, into);
        }
    }
}
