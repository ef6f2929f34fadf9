package akkord.system.kafka.differential;

import static akkord.system.kafka.differential.Step.change;
import static akkord.system.kafka.differential.Step.read;
import static akkord.system.kafka.differential.TopicRequests.COMPACTED;
import static akkord.system.kafka.differential.TopicRequests.ORDERS;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeLogDirsRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.protocol.ApiKeys;

/** Requests about settings and about the node. */
final class ConfigRequests {

    private static final int TOPIC = 2;
    private static final int BROKER = 4;
    private static final int GROUP = 32;
    private static final int SET = 0;
    private static final int DELETE = 1;
    private static final int APPEND = 2;
    private static final int SUBTRACT = 3;

    private ConfigRequests() {}

    static List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (int version : new int[] {1, 2, 3, 4}) steps.add(describe("a topic", version, TOPIC, ORDERS));
        steps.add(describe("a topic with settings", 4, TOPIC, COMPACTED));
        steps.add(describe("some of a topic", 4, TOPIC, ORDERS, "retention.ms", "cleanup.policy", "no.such"));
        steps.add(describe("an unknown topic", 4, TOPIC, "unknown"));
        steps.add(describe("some of a node", 4, BROKER, "1", "num.partitions", "message.max.bytes"));
        steps.add(describe("another node", 4, BROKER, "9"));
        steps.add(describe("a node that is no number", 4, BROKER, "one"));
        steps.add(alter("a setting", ORDERS, "retention.ms", SET, "3600000"));
        steps.add(alter("a list grows", ORDERS, "cleanup.policy", APPEND, "compact"));
        steps.add(describe("after the changes", 4, TOPIC, ORDERS, "retention.ms", "cleanup.policy"));
        steps.add(alter("a list shrinks", ORDERS, "cleanup.policy", SUBTRACT, "compact"));
        steps.add(alter("back to the default", ORDERS, "retention.ms", DELETE, null));
        steps.add(describe("after all changes", 4, TOPIC, ORDERS, "retention.ms", "cleanup.policy"));
        steps.add(alter("an unknown setting", ORDERS, "no.such", SET, "1"));
        steps.add(alter("a value of the wrong kind", ORDERS, "retention.ms", SET, "soon"));
        steps.add(alter("a value out of range", ORDERS, "segment.bytes", SET, "1"));
        steps.add(alter("a number grows", ORDERS, "retention.ms", APPEND, "1"));
        steps.add(alter("an unknown operation", ORDERS, "retention.ms", 9, "1"));
        steps.add(alter("an unknown topic", "unknown", "retention.ms", SET, "1"));
        steps.add(replace("all settings of a topic", ORDERS, "retention.ms", "7200000"));
        steps.add(describe("after they were replaced", 4, TOPIC, ORDERS, "retention.ms", "segment.bytes"));
        steps.add(replace("a wrong value", ORDERS, "retention.ms", "soon"));
        steps.addAll(ofGroups());
        steps.add(read("log folders", ApiKeys.DESCRIBE_LOG_DIRS, 4, peer -> new DescribeLogDirsRequestData()
                .setTopics(folders())));
        for (byte type : new byte[] {TOPIC, BROKER, 9})
            steps.add(read("resources of type " + type, ApiKeys.LIST_CONFIG_RESOURCES, 1, peer -> resources(type)));
        steps.add(change("elect: preferred leaders", ApiKeys.ELECT_LEADERS, 2, peer -> election(0)));
        steps.add(change("elect: unclean leaders", ApiKeys.ELECT_LEADERS, 2, peer -> election(1)));
        steps.add(read("moves", ApiKeys.LIST_PARTITION_REASSIGNMENTS, 0, peer -> moves()));
        steps.add(read("versions", ApiKeys.API_VERSIONS, 3, peer -> software("client", "1.0")));
        steps.add(read("versions for an odd name", ApiKeys.API_VERSIONS, 3, peer -> software("a client", "1.0")));
        return steps;
    }

    private static List<Step> ofGroups() {
        String[] some = {
            "consumer.session.timeout.ms",
            "consumer.heartbeat.interval.ms",
            "share.record.lock.duration.ms",
            "share.auto.offset.reset"
        };
        return List.of(
                describe("a group", 4, GROUP, "readers", some),
                describe("a group without a name", 4, GROUP, ""),
                alter("a group's setting", GROUP, "readers", "consumer.session.timeout.ms", SET, "50000"),
                alter("a group's start", GROUP, "readers", "share.auto.offset.reset", SET, "by_duration:PT1H"),
                describe("a group with settings", 4, GROUP, "readers", some),
                alter("an unknown setting of a group", GROUP, "readers", "no.such", SET, "1"),
                alter("too short a session", GROUP, "readers", "consumer.session.timeout.ms", SET, "1000"),
                alter("a group's number of the wrong kind", GROUP, "readers", "share.delivery.count.limit", SET, "x"),
                alter("a group's number grows", GROUP, "readers", "share.delivery.count.limit", APPEND, "1"),
                alter("a group without a name", GROUP, "", "consumer.session.timeout.ms", SET, "50000"),
                read("resources of groups", ApiKeys.LIST_CONFIG_RESOURCES, 1, peer -> resources((byte) GROUP)),
                alter("a group's setting no more", GROUP, "readers", "consumer.session.timeout.ms", DELETE, null),
                alter("a group's start no more", GROUP, "readers", "share.auto.offset.reset", DELETE, null),
                describe("a group as before", 4, GROUP, "readers", some));
    }

    private static ListConfigResourcesRequestData resources(byte type) {
        return new ListConfigResourcesRequestData().setResourceTypes(List.of(type));
    }

    private static ElectLeadersRequestData election(int kind) {
        ElectLeadersRequestData request =
                new ElectLeadersRequestData().setElectionType((byte) kind).setTimeoutMs(15_000);
        for (String topic : new String[] {ORDERS, "unknown"})
            request.topicPartitions()
                    .add(new ElectLeadersRequestData.TopicPartitions()
                            .setTopic(topic)
                            .setPartitions(List.of(0)));
        return request;
    }

    private static ListPartitionReassignmentsRequestData moves() {
        return new ListPartitionReassignmentsRequestData().setTimeoutMs(15_000).setTopics(null);
    }

    private static ApiVersionsRequestData software(String name, String version) {
        return new ApiVersionsRequestData().setClientSoftwareName(name).setClientSoftwareVersion(version);
    }

    private static DescribeLogDirsRequestData.DescribableLogDirTopicCollection folders() {
        var topics = new DescribeLogDirsRequestData.DescribableLogDirTopicCollection();
        topics.add(new DescribeLogDirsRequestData.DescribableLogDirTopic()
                .setTopic(ORDERS)
                .setPartitions(List.of(0, 1)));
        return topics;
    }

    private static Step describe(String name, int version, int type, String of, String... settings) {
        return read("settings: " + name, ApiKeys.DESCRIBE_CONFIGS, version, peer -> new DescribeConfigsRequestData()
                .setIncludeSynonyms(true)
                .setIncludeDocumentation(version >= 3)
                .setResources(List.of(new DescribeConfigsRequestData.DescribeConfigsResource()
                        .setResourceType((byte) type)
                        .setResourceName(of)
                        .setConfigurationKeys(settings.length == 0 ? null : List.of(settings)))));
    }

    private static Step alter(String name, String topic, String setting, int operation, String value) {
        return alter(name, TOPIC, topic, setting, operation, value);
    }

    private static Step alter(String name, int type, String of, String setting, int operation, String value) {
        return change("alter: " + name, ApiKeys.INCREMENTAL_ALTER_CONFIGS, 1, peer -> {
            IncrementalAlterConfigsRequestData.AlterConfigsResource resource =
                    new IncrementalAlterConfigsRequestData.AlterConfigsResource()
                            .setResourceType((byte) type)
                            .setResourceName(of);
            resource.configs()
                    .add(new IncrementalAlterConfigsRequestData.AlterableConfig()
                            .setName(setting)
                            .setConfigOperation((byte) operation)
                            .setValue(value));
            IncrementalAlterConfigsRequestData request = new IncrementalAlterConfigsRequestData();
            request.resources().add(resource);
            return request;
        });
    }

    private static Step replace(String name, String topic, String setting, String value) {
        return change("replace: " + name, ApiKeys.ALTER_CONFIGS, 2, peer -> {
            AlterConfigsRequestData.AlterConfigsResource resource = new AlterConfigsRequestData.AlterConfigsResource()
                    .setResourceType((byte) TOPIC)
                    .setResourceName(topic);
            resource.configs()
                    .add(new AlterConfigsRequestData.AlterableConfig()
                            .setName(setting)
                            .setValue(value));
            AlterConfigsRequestData request = new AlterConfigsRequestData();
            request.resources().add(resource);
            return request;
        });
    }
}
