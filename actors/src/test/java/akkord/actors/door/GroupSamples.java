package akkord.actors.door;

import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.ShareAcknowledgeRequestData;
import org.apache.kafka.common.message.ShareFetchRequestData;
import org.apache.kafka.common.message.ShareGroupDescribeRequestData;
import org.apache.kafka.common.message.ShareGroupHeartbeatRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiMessage;

/** Requests about groups: of one that keeps offsets, of one that a member joins, and of a member that is in none. */
final class GroupSamples {

    private static final String KEEPER = "keeper";
    private static final String STRANGER = "stranger";

    private GroupSamples() {}

    static ApiMessage shareFetch(Uuid topic) {
        ShareFetchRequestData.FetchTopic wanted = new ShareFetchRequestData.FetchTopic().setTopicId(topic);
        wanted.partitions().add(new ShareFetchRequestData.FetchPartition().setPartitionIndex(0));
        ShareFetchRequestData request = new ShareFetchRequestData()
                .setGroupId("sharers")
                .setMemberId(STRANGER)
                .setMaxRecords(1);
        request.topics().add(wanted);
        return request;
    }

    static ApiMessage shareAcknowledge() {
        return new ShareAcknowledgeRequestData()
                .setGroupId("sharers")
                .setMemberId("nobody")
                .setShareSessionEpoch(1);
    }

    static ApiMessage join(int version) {
        JoinGroupRequestData request = new JoinGroupRequestData()
                .setGroupId("joined-in-" + version)
                .setSessionTimeoutMs(10_000)
                .setRebalanceTimeoutMs(version == 0 ? -1 : 10_000)
                .setProtocolType("consumer");
        request.protocols()
                .add(new JoinGroupRequestData.JoinGroupRequestProtocol()
                        .setName("range")
                        .setMetadata(new byte[] {0, 0}));
        return request;
    }

    static ApiMessage sync(int version) {
        SyncGroupRequestData request = new SyncGroupRequestData()
                .setGroupId(KEEPER)
                .setMemberId(STRANGER)
                .setGenerationId(1);
        return version < 5 ? request : request.setProtocolType("consumer").setProtocolName("range");
    }

    static ApiMessage heartbeat() {
        return new HeartbeatRequestData()
                .setGroupId(KEEPER)
                .setMemberId(STRANGER)
                .setGenerationId(1);
    }

    static ApiMessage leave(int version) {
        LeaveGroupRequestData request = new LeaveGroupRequestData().setGroupId(KEEPER);
        return version < 3
                ? request.setMemberId(STRANGER)
                : request.setMembers(List.of(new LeaveGroupRequestData.MemberIdentity().setMemberId(STRANGER)));
    }

    static ApiMessage commit(int version, String topic, Uuid id) {
        OffsetCommitRequestData.OffsetCommitRequestTopic offsets =
                new OffsetCommitRequestData.OffsetCommitRequestTopic()
                        .setPartitions(List.of(new OffsetCommitRequestData.OffsetCommitRequestPartition()
                                .setPartitionIndex(0)
                                .setCommittedOffset(version)
                                .setCommittedMetadata("a note")));
        if (version < 10) offsets.setName(topic);
        else offsets.setTopicId(id);
        return new OffsetCommitRequestData().setGroupId(KEEPER).setTopics(List.of(offsets));
    }

    static ApiMessage fetch(int version, String topic, Uuid id) {
        if (version < 8)
            return new OffsetFetchRequestData()
                    .setGroupId(KEEPER)
                    .setTopics(List.of(new OffsetFetchRequestData.OffsetFetchRequestTopic()
                            .setName(topic)
                            .setPartitionIndexes(List.of(0))));
        OffsetFetchRequestData.OffsetFetchRequestTopics wanted =
                new OffsetFetchRequestData.OffsetFetchRequestTopics().setPartitionIndexes(List.of(0));
        if (version < 10) wanted.setName(topic);
        else wanted.setTopicId(id);
        return new OffsetFetchRequestData()
                .setGroups(List.of(
                        new OffsetFetchRequestData.OffsetFetchRequestGroup()
                                .setGroupId(KEEPER)
                                .setTopics(List.of(wanted)),
                        new OffsetFetchRequestData.OffsetFetchRequestGroup()
                                .setGroupId("another")
                                .setTopics(null)));
    }

    static ApiMessage deleteOffsets(String topic) {
        OffsetDeleteRequestData request = new OffsetDeleteRequestData().setGroupId(KEEPER);
        request.topics()
                .add(new OffsetDeleteRequestData.OffsetDeleteRequestTopic()
                        .setName(topic)
                        .setPartitions(List.of(
                                new OffsetDeleteRequestData.OffsetDeleteRequestPartition().setPartitionIndex(0))));
        return request;
    }

    static ApiMessage describe(int version) {
        return new DescribeGroupsRequestData()
                .setGroups(List.of("nobody"))
                .setIncludeAuthorizedOperations(version >= 3);
    }

    static ApiMessage consume(int version, String topic) {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId("consumed-in-" + version)
                .setMemberId(version == 0 ? "" : STRANGER)
                .setRebalanceTimeoutMs(10_000)
                .setSubscribedTopicNames(List.of(topic))
                .setTopicPartitions(List.of());
    }

    static ApiMessage describeConsumers() {
        return new ConsumerGroupDescribeRequestData()
                .setGroupIds(List.of("nobody"))
                .setIncludeAuthorizedOperations(true);
    }

    static ApiMessage share(String topic) {
        return new ShareGroupHeartbeatRequestData()
                .setGroupId("shared")
                .setMemberId(STRANGER)
                .setSubscribedTopicNames(List.of(topic));
    }

    static ApiMessage describeSharers() {
        return new ShareGroupDescribeRequestData()
                .setGroupIds(List.of("nobody"))
                .setIncludeAuthorizedOperations(true);
    }

    static ApiMessage describeShares(String topic) {
        DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestTopic asked =
                new DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestTopic()
                        .setTopicName(topic)
                        .setPartitions(List.of(0));
        return new DescribeShareGroupOffsetsRequestData()
                .setGroups(List.of(
                        new DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestGroup()
                                .setGroupId("altered")
                                .setTopics(List.of(asked)),
                        new DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestGroup()
                                .setGroupId("nobody")
                                .setTopics(null)));
    }

    static ApiMessage alterShares(String topic) {
        AlterShareGroupOffsetsRequestData request = new AlterShareGroupOffsetsRequestData().setGroupId("altered");
        request.topics()
                .add(new AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestTopic()
                        .setTopicName(topic)
                        .setPartitions(
                                List.of(new AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestPartition()
                                        .setStartOffset(5))));
        return request;
    }

    static ApiMessage deleteShares(String topic) {
        return new DeleteShareGroupOffsetsRequestData()
                .setGroupId("nobody")
                .setTopics(List.of(new DeleteShareGroupOffsetsRequestData.DeleteShareGroupOffsetsRequestTopic()
                        .setTopicName(topic)));
    }

    static ApiMessage delete() {
        return new DeleteGroupsRequestData().setGroupsNames(List.of("nobody"));
    }
}
