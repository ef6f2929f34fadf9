package akkord.system.kafka.differential;

import static akkord.system.kafka.differential.Step.change;
import static akkord.system.kafka.differential.Step.read;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.protocol.ApiKeys;

/** Requests about topics: made, described, grown, deleted. */
final class TopicRequests {

    static final String ORDERS = "orders";
    static final String COMPACTED = "compacted";
    private static final int TIMEOUT_MILLIS = 15_000;

    private TopicRequests() {}

    static List<Step> creation() {
        return List.of(
                create("a topic", topic(ORDERS, 2, 1)),
                create(
                        "a topic with settings",
                        with(topic(COMPACTED, 1, 1), "cleanup.policy", "compact", "segment.bytes", "1048576")),
                create("defaults", topic("defaults", -1, -1)),
                create("a topic that exists", topic(ORDERS, 2, 1)),
                create("a name with a space", topic("no name", 1, 1)),
                create("no name", topic("", 1, 1)),
                create("a name too long", topic("n".repeat(250), 1, 1)),
                create("a name of dots", topic("..", 1, 1)),
                create("no partitions", topic("none", 0, 1)),
                create("negative partitions", topic("negative", -2, 1)),
                create("more replicas than nodes", topic("replicas", 1, 3)),
                create("no replicas", topic("replicas", 1, 0)),
                create("an unknown setting", with(topic("setting", 1, 1), "no.such.setting", "1")),
                create("a setting out of range", with(topic("setting", 1, 1), "segment.bytes", "-5")),
                create("a setting of the wrong kind", with(topic("setting", 1, 1), "retention.ms", "soon")),
                create("a setting without value", with(topic("setting", 1, 1), "retention.ms", null)),
                create("an assignment", assigned("assigned", Map.of(0, List.of(1), 1, List.of(1)))),
                create("an assignment to an unknown node", assigned("unknown", Map.of(0, List.of(9)))),
                create("an assignment to one node twice", assigned("twice", Map.of(0, List.of(1, 1)))),
                create("an assignment that leaves one out", assigned("gap", Map.of(0, List.of(1), 2, List.of(1)))),
                create("an assignment to nobody", assigned("nobody", Map.of(0, List.of()))),
                create(
                        "an assignment and a count",
                        assigned("both", Map.of(0, List.of(1))).setNumPartitions(1)),
                createOnlyChecked("only checked", topic("checked", 3, 1)),
                createOnlyChecked("only checked, and wrong", topic("checked", 0, 1)),
                create("one name twice", topic("twin", 1, 1), topic("twin", 2, 1)),
                create("no topics"));
    }

    static List<Step> description() {
        List<Step> steps = new ArrayList<>();
        for (int version : new int[] {1, 4, 5, 7, 8, 9, 10, 12, 13})
            steps.add(read("one topic", ApiKeys.METADATA, version, peer -> named(ORDERS)));
        steps.add(read("all topics", ApiKeys.METADATA, 12, peer -> metadata(null)));
        steps.add(read("no topics asked", ApiKeys.METADATA, 12, peer -> metadata(List.of())));
        steps.add(read("an unknown topic", ApiKeys.METADATA, 12, peer -> named("unknown")));
        steps.add(read("an ill-formed name", ApiKeys.METADATA, 12, peer -> named("no name")));
        steps.add(read("known and unknown", ApiKeys.METADATA, 9, peer -> named(ORDERS, "unknown")));
        steps.add(read(
                "by id",
                ApiKeys.METADATA,
                12,
                peer -> metadata(
                        List.of(new MetadataRequestTopic().setName(null).setTopicId(peer.topicId(ORDERS))))));
        steps.add(read(
                "by an unknown id",
                ApiKeys.METADATA,
                12,
                peer -> metadata(
                        List.of(new MetadataRequestTopic().setName(null).setTopicId(new Uuid(7, 7))))));
        steps.add(read(
                "operations", ApiKeys.METADATA, 12, peer -> named(ORDERS).setIncludeTopicAuthorizedOperations(true)));
        steps.add(read("operations of the cluster", ApiKeys.METADATA, 8, peer -> named(ORDERS)
                .setIncludeClusterAuthorizedOperations(true)));
        steps.add(read("partitions", ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, peer -> partitions(2000, ORDERS)));
        steps.add(read("partitions, one by one", ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, peer -> partitions(1, ORDERS)));
        steps.add(
                read("partitions of none", ApiKeys.DESCRIBE_TOPIC_PARTITIONS, 0, peer -> partitions(2000, "unknown")));
        steps.add(read("the cluster", ApiKeys.DESCRIBE_CLUSTER, 0, peer -> new DescribeClusterRequestData()));
        steps.add(read("the cluster's brokers", ApiKeys.DESCRIBE_CLUSTER, 2, peer -> new DescribeClusterRequestData()
                .setIncludeClusterAuthorizedOperations(true)
                .setEndpointType((byte) 1)));
        return steps;
    }

    static List<Step> ending() {
        return List.of(
                grow("more partitions", ORDERS, 3, false),
                grow("as many partitions", ORDERS, 3, false),
                grow("fewer partitions", ORDERS, 1, false),
                grow("partitions of an unknown topic", "unknown", 3, false),
                grow("more partitions, only checked", ORDERS, 5, true),
                delete("an unknown topic", peer -> new DeleteTopicState().setName("unknown")),
                delete(
                        "an unknown id",
                        peer -> new DeleteTopicState().setName(null).setTopicId(new Uuid(7, 7))),
                delete(
                        "a name and an id",
                        peer -> new DeleteTopicState().setName("assigned").setTopicId(peer.topicId("assigned"))),
                delete("neither name nor id", peer -> new DeleteTopicState().setName(null)),
                delete("by name", peer -> new DeleteTopicState().setName("assigned")),
                delete("by id", peer -> new DeleteTopicState().setName(null).setTopicId(peer.topicId("defaults"))),
                read("what is left", ApiKeys.METADATA, 12, peer -> metadata(null)));
    }

    private static Step create(String name, CreatableTopic... topics) {
        return change("create: " + name, ApiKeys.CREATE_TOPICS, 7, peer -> creation(false, topics));
    }

    private static Step createOnlyChecked(String name, CreatableTopic... topics) {
        return change("create: " + name, ApiKeys.CREATE_TOPICS, 7, peer -> creation(true, topics));
    }

    private static CreateTopicsRequestData creation(boolean onlyChecked, CreatableTopic... topics) {
        CreateTopicsRequestData request =
                new CreateTopicsRequestData().setTimeoutMs(TIMEOUT_MILLIS).setValidateOnly(onlyChecked);
        for (CreatableTopic topic : topics) request.topics().mustAdd(topic.duplicate());
        return request;
    }

    private static CreatableTopic topic(String name, int partitions, int replicas) {
        return new CreatableTopic().setName(name).setNumPartitions(partitions).setReplicationFactor((short) replicas);
    }

    private static CreatableTopic assigned(String name, Map<Integer, List<Integer>> replicas) {
        CreatableTopic topic = topic(name, -1, -1);
        replicas.forEach((partition, nodes) -> topic.assignments()
                .add(new CreatableReplicaAssignment()
                        .setPartitionIndex(partition)
                        .setBrokerIds(nodes)));
        return topic;
    }

    private static CreatableTopic with(CreatableTopic topic, String... settings) {
        for (int i = 0; i < settings.length; i += 2)
            topic.configs().add(new CreatableTopicConfig().setName(settings[i]).setValue(settings[i + 1]));
        return topic;
    }

    private static MetadataRequestData named(String... topics) {
        List<MetadataRequestTopic> named = new ArrayList<>();
        for (String topic : topics) named.add(new MetadataRequestTopic().setName(topic));
        return metadata(named);
    }

    private static MetadataRequestData metadata(List<MetadataRequestTopic> topics) {
        return new MetadataRequestData().setTopics(topics).setAllowAutoTopicCreation(true);
    }

    private static DescribeTopicPartitionsRequestData partitions(int limit, String topic) {
        return new DescribeTopicPartitionsRequestData()
                .setTopics(List.of(new DescribeTopicPartitionsRequestData.TopicRequest().setName(topic)))
                .setResponsePartitionLimit(limit);
    }

    private static Step grow(String name, String topic, int count, boolean onlyChecked) {
        return change("grow: " + name, ApiKeys.CREATE_PARTITIONS, 3, peer -> {
            CreatePartitionsRequestData request = new CreatePartitionsRequestData()
                    .setTimeoutMs(TIMEOUT_MILLIS)
                    .setValidateOnly(onlyChecked);
            request.topics()
                    .add(new CreatePartitionsTopic()
                            .setName(topic)
                            .setCount(count)
                            .setAssignments(null));
            return request;
        });
    }

    private static Step delete(String name, java.util.function.Function<Peer, DeleteTopicState> topic) {
        return change("delete: " + name, ApiKeys.DELETE_TOPICS, 6, peer -> new DeleteTopicsRequestData()
                .setTimeoutMs(TIMEOUT_MILLIS)
                .setTopics(Collections.singletonList(topic.apply(peer))));
    }
}
