package akkord.actors.controller;

import static akkord.actors.controller.CoreHarness.nobody;
import static akkord.actors.controller.Fixtures.assigned;
import static akkord.actors.controller.Fixtures.node;
import static akkord.actors.controller.Fixtures.set;
import static akkord.actors.controller.Fixtures.topic;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.controller.ControllerCommand.ConfigChange;
import akkord.protocol.controller.ControllerCommand.ConfigOp;
import akkord.protocol.controller.ControllerCommand.CreatePartitions;
import akkord.protocol.controller.ControllerCommand.MorePartitions;
import akkord.protocol.controller.ControllerCommand.NewTopic;
import akkord.protocol.controller.ControllerCommand.TopicRef;
import akkord.protocol.controller.ControllerCommand.TopicResult;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.metadata.PartitionImage;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is granted and what is refused, rule by rule. */
class ControllerCoreTest {

    private final CoreHarness one = CoreHarness.withNodes(1);

    @Test
    void aTopicThatDoesNotSayGetsTheDefaults() {
        CoreHarness core = new CoreHarness(Map.of("num.partitions", "3", "default.replication.factor", "2"));
        core.register(node(1));
        core.register(node(2));

        TopicResult result = core.create(topic("t")).get(0);

        assertThat(result.why()).isNull();
        assertThat(result.partitions()).isEqualTo(3);
        assertThat(result.replicationFactor()).isEqualTo(2);
        assertThat(result.version()).isEqualTo(core.state.version());
    }

    @Test
    void aNewPartitionIsLedFromEpochZeroByItsFirstReplica() {
        one.create(topic("t", 1, 1));

        assertThat(one.partition("t", 0)).isEqualTo(new PartitionImage(1, 0, 0, List.of(1), List.of(1)));
    }

    @Test
    void aTopicThatExistsIsRefused() {
        one.create(topic("t", 1, 1));

        refused(one.create(topic("t", 1, 1)), ErrorCode.TOPIC_ALREADY_EXISTS, "topic t already exists");
    }

    @Test
    void namesThatCollideAreRefused() {
        one.create(topic("a.b", 1, 1));

        refused(
                one.create(topic("a_b", 1, 1)),
                ErrorCode.INVALID_TOPIC_EXCEPTION,
                "topic a_b collides with topic a.b: names must differ in more than '.' and '_'");
        List<TopicResult> inOneRequest = one.create(topic("c.d", 1, 1), topic("c_d", 1, 1));
        assertThat(inOneRequest.get(0).why()).isNull();
        assertThat(inOneRequest.get(1).why().code()).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
    }

    @Test
    void aNameTwiceInOneRequestIsRefusedBothTimes() {
        List<TopicResult> results = one.create(topic("t", 1, 1), topic("u", 1, 1), topic("t", 2, 1));

        assertThat(results)
                .extracting(result -> result.why() == null ? null : result.why().code())
                .containsExactly(ErrorCode.INVALID_REQUEST, null, ErrorCode.INVALID_REQUEST);
        assertThat(one.state.topics()).containsOnlyKeys("u");
    }

    @Test
    void countsOutOfRangeAreRefused() {
        refused(
                one.create(topic("t", 0, 1)),
                ErrorCode.INVALID_PARTITIONS,
                "topic t needs at least 1 partition, not 0");
        refused(one.create(topic("t", -2, 1)), ErrorCode.INVALID_PARTITIONS, "not -2");
        refused(
                one.create(topic("t", 10_001, 1)),
                ErrorCode.INVALID_PARTITIONS,
                "a request may create 10000 partitions, and with the 10001 of topic t it would be 10001");
        refused(one.create(topic("t", Integer.MAX_VALUE, 1)), ErrorCode.INVALID_PARTITIONS, "10000");
        refused(one.create(topic("t", 1, 0)), ErrorCode.INVALID_REPLICATION_FACTOR, "at least 1, not 0");
        refused(
                one.create(topic("t", 1, 3)),
                ErrorCode.INVALID_REPLICATION_FACTOR,
                "replication factor 3 of topic t is larger than the number of nodes, 1");
        assertThat(one.state.topics()).isEmpty();
    }

    @Test
    void theClusterHoldsOnlySoManyPartitions() {
        one.create(topic("a", 10_000, 1));
        one.create(topic("b", 9_999, 1));

        refused(one.create(topic("c", 2, 1)), ErrorCode.INVALID_PARTITIONS, "it would have 20001");
        assertThat(one.create(topic("c", 1, 1)).get(0).why()).isNull();
    }

    @Test
    void aRequestWithTooManyTopicsIsRefusedWhole() {
        NewTopic[] topics = IntStream.range(0, 1_001)
                .mapToObj(number -> topic("t" + number, 1, 1))
                .toArray(NewTopic[]::new);

        assertThat(one.create(topics)).hasSize(1_001).allMatch(result -> result.why()
                .message()
                .equals("a request may create 1000 topics, not 1001: split it"));
        assertThat(one.state.topics()).isEmpty();
    }

    @Test
    void reservedNamesAreForInternalTopics() {
        refused(one.create(topic("__consumer_offsets", 1, 1)), ErrorCode.POLICY_VIOLATION, "reserved");
        assertThat(one.create(new NewTopic("__consumer_offsets", 1, 1, List.of(), Map.of(), true))
                        .get(0)
                        .why())
                .isNull();
        refused(one.delete(new TopicRef("__consumer_offsets", null)), ErrorCode.POLICY_VIOLATION, "internal");
    }

    @Test
    void aWrongSettingIsRefused() {
        refused(
                one.create(new NewTopic("t", 1, 1, List.of(), Map.of("retention.ms", "soon"), false)),
                ErrorCode.INVALID_CONFIG,
                "retention.ms is \"soon\", expected a whole number of at least -1");
    }

    @Test
    void replicasThatARequestNamesAreTakenAsTheyAre() {
        CoreHarness three = CoreHarness.withNodes(1, 2, 3);

        assertThat(three.create(assigned("t", List.of(List.of(3, 1), List.of(2, 3))))
                        .get(0)
                        .why())
                .isNull();
        assertThat(three.partition("t", 0)).isEqualTo(new PartitionImage(3, 0, 0, List.of(3, 1), List.of(3, 1)));
        assertThat(three.partition("t", 1).leader()).isEqualTo(2);
    }

    @Test
    void replicasThatMakeNoSenseAreRefused() {
        CoreHarness two = CoreHarness.withNodes(1, 2);
        ErrorCode code = ErrorCode.INVALID_REPLICA_ASSIGNMENT;

        refused(two.create(assigned("t", List.of(List.of(1, 1)))), code, "the same node more than once: [1, 1]");
        refused(two.create(assigned("t", List.of(List.of(1), List.of(7)))), code, "partition 1 is given to node 7");
        refused(two.create(assigned("t", List.of(List.of(1), List.of()))), code, "partition 1 is given no replicas");
        refused(two.create(assigned("t", List.of(List.of(1), List.of(1, 2)))), code, "partition 1 is given 2 replicas");
        refused(
                two.create(new NewTopic("t", 2, -1, List.of(List.of(1)), Map.of(), false)),
                ErrorCode.INVALID_REQUEST,
                "leave the count at -1");
        two.report(2, NodeStatus.DOWN);
        refused(two.create(assigned("t", List.of(List.of(2)))), code, "none of which is up");
    }

    @Test
    void aTopicIsDeletedByNameOrById() {
        TopicId id = one.create(topic("a", 1, 1)).get(0).id();
        one.create(topic("b", 1, 1));

        assertThat(one.delete(new TopicRef(null, id), new TopicRef("b", null)))
                .allMatch(result -> result.why() == null);
        assertThat(one.state.topics()).isEmpty();
        assertThat(one.image.topicNames()).isEmpty();
    }

    @Test
    void aTopicThatIsNotThereCannotBeDeleted() {
        refused(one.delete(new TopicRef("t", null)), ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic t");
        refused(one.delete(new TopicRef(null, new TopicId(1, 2))), ErrorCode.UNKNOWN_TOPIC_ID, "no topic with the id");
        refused(one.delete(new TopicRef(null, null)), ErrorCode.INVALID_REQUEST, "neither name nor id");
    }

    @Test
    void aTopicNamedByNameAndIdInOneRequestIsNotDeleted() {
        TopicId id = one.create(topic("a", 1, 1)).get(0).id();

        assertThat(one.delete(new TopicRef("a", null), new TopicRef(null, id)))
                .allMatch(result -> result.why().code() == ErrorCode.INVALID_REQUEST);
        assertThat(one.state.topics()).containsKey("a");
    }

    @Test
    void deletionCanBeSwitchedOff() {
        CoreHarness core = new CoreHarness(Map.of("delete.topic.enable", "false"));
        core.register(node(1));
        core.create(topic("t", 1, 1));

        refused(
                core.delete(new TopicRef("t", null)),
                ErrorCode.TOPIC_DELETION_DISABLED,
                "delete.topic.enable is false");
    }

    @Test
    void aTopicMadeAnewHasAnotherId() {
        TopicId former = one.create(topic("t", 1, 1)).get(0).id();
        one.delete(new TopicRef("t", null));

        assertThat(one.create(topic("t", 1, 1)).get(0).id()).isNotEqualTo(former);
    }

    @Test
    void partitionsAreAddedBehindThoseThereAre() {
        one.create(topic("t", 2, 1));
        one.register(node(1, "second", null));
        PartitionImage former = one.partition("t", 0);

        assertThat(one.grow("t", 5, List.of()).get(0).partitions()).isEqualTo(5);
        assertThat(one.partition("t", 0)).isEqualTo(former);
        assertThat(one.partition("t", 4)).isEqualTo(new PartitionImage(1, 0, 0, List.of(1), List.of(1)));
    }

    @Test
    void partitionsThatCannotBeAddedAreRefused() {
        one.create(topic("t", 2, 1));

        refused(one.grow("u", 3, List.of()), ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic u");
        refused(
                one.grow("t", 2, List.of()),
                ErrorCode.INVALID_PARTITIONS,
                "topic t has 2 partitions, and 2 would not be more; partitions cannot be taken away");
        refused(one.grow("t", 100_000, List.of()), ErrorCode.INVALID_PARTITIONS, "10000");
        refused(
                one.grow("t", 4, List.of(List.of(1))),
                ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                "given for 1 partitions, but topic t gets 2 new ones");
        refused(one.grow("t", 3, List.of(List.of(9))), ErrorCode.INVALID_REPLICA_ASSIGNMENT, "partition 2 is given");
        MorePartitions more = new MorePartitions("t", 3, List.of());
        refused(
                one.results(new CreatePartitions(List.of(more, more), false, nobody())),
                ErrorCode.INVALID_REQUEST,
                "more than once");
        assertThat(one.state.existingTopic("t").partitions()).hasSize(2);
    }

    @Test
    void settingsThatAreNotNamedKeepTheirValue() {
        one.create(topic("t", 1, 1));
        one.alter("t", set("retention.ms", "1"), set("retention.bytes", "2"));

        one.alter("t", set("retention.ms", "3"), new ConfigOp("retention.bytes", ConfigOp.Kind.DELETE, null));
        assertThat(one.state.existingTopic("t").config()).isEqualTo(Map.of("retention.ms", "3"));

        one.alter(new ConfigChange("t", null, true, List.of(set("segment.ms", "4"))));
        assertThat(one.state.existingTopic("t").config()).isEqualTo(Map.of("segment.ms", "4"));
    }

    @Test
    void listsCanBeAddedToAndTakenFrom() {
        one.create(topic("t", 1, 1));

        one.alter("t", new ConfigOp("cleanup.policy", ConfigOp.Kind.APPEND, "compact"));
        assertThat(one.state.existingTopic("t").config()).containsEntry("cleanup.policy", "delete,compact");
        one.alter("t", new ConfigOp("cleanup.policy", ConfigOp.Kind.SUBTRACT, "delete"));
        assertThat(one.state.existingTopic("t").config()).containsEntry("cleanup.policy", "compact");
        refused(
                one.alter("t", new ConfigOp("segment.ms", ConfigOp.Kind.APPEND, "1")),
                ErrorCode.INVALID_CONFIG,
                "segment.ms is not a list");
    }

    @Test
    void aChangeThatChangesNothingIsNoEvent() {
        one.create(topic("t", 1, 1));
        one.alter("t", set("retention.ms", "1"));
        int events = one.journal.size();

        TopicResult result = one.alter("t", set("retention.ms", "1")).get(0);

        assertThat(result.why()).isNull();
        assertThat(result.version())
                .as("nobody waits for a version that never comes")
                .isEqualTo(one.state.version());
        assertThat(one.journal).hasSize(events);
    }

    @Test
    void aChangeThatMakesNoSenseIsRefused() {
        one.create(topic("t", 1, 1));

        refused(one.alter("u", set("retention.ms", "1")), ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic u");
        refused(one.alter("t", set("retention.msec", "1")), ErrorCode.INVALID_CONFIG, "did you mean \"retention.ms\"?");
        refused(
                one.alter("t", new ConfigOp("retention.msec", ConfigOp.Kind.DELETE, null)),
                ErrorCode.INVALID_CONFIG,
                "did you mean \"retention.ms\"?");
        refused(one.alter("t", set("retention.ms", null)), ErrorCode.INVALID_CONFIG, "is given no value");
        refused(
                one.alter("t", set("retention.ms", "1"), set("retention.ms", "2")),
                ErrorCode.INVALID_REQUEST,
                "more than once in one change");
        refused(
                one.alter(new ConfigChange(null, null, false, List.of())),
                ErrorCode.INVALID_REQUEST,
                "no topic, node or group");
        refused(one.alter(new ConfigChange("t", 1, false, List.of())), ErrorCode.INVALID_REQUEST, "both");
        refused(
                one.alter(new ConfigChange(null, 9, false, List.of())),
                ErrorCode.INVALID_REQUEST,
                "there is no node 9");
        ConfigChange twice = new ConfigChange("t", null, false, List.of(set("segment.ms", "1")));
        refused(one.alter(twice, twice), ErrorCode.INVALID_REQUEST, "topic t is named more than once");
        assertThat(one.state.existingTopic("t").config()).isEmpty();
    }

    @Test
    void aNodesDynamicSettingsAreChecked() {
        assertThat(one.alter(new ConfigChange(null, 1, false, List.of(set("log.segment.bytes", "2097152"))))
                        .get(0)
                        .why())
                .isNull();
        assertThat(one.image.nodeConfig()).isEqualTo(Map.of(1, Map.of("log.segment.bytes", "2097152")));
        refused(
                one.alter(new ConfigChange(null, -1, false, List.of(set("num.partitions", "2")))),
                ErrorCode.INVALID_CONFIG,
                "cannot be changed while a node runs");
    }

    private static void refused(List<TopicResult> results, ErrorCode code, String sentence) {
        assertThat(results).isNotEmpty().allSatisfy(result -> {
            assertThat(result.why()).isNotNull();
            assertThat(result.why().code()).isEqualTo(code);
            assertThat(result.why().message()).contains(sentence);
        });
    }
}
