package akkord.protocol.door.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.grpc.health.v1.HealthCheckRequest;
import akkord.protocol.grpc.health.v1.HealthCheckResponse;
import akkord.protocol.grpc.v1.AddPartitionsRequest;
import akkord.protocol.grpc.v1.AddPartitionsResponse;
import akkord.protocol.grpc.v1.AlterTopicConfigRequest;
import akkord.protocol.grpc.v1.AlterTopicConfigResponse;
import akkord.protocol.grpc.v1.ClusterEvent;
import akkord.protocol.grpc.v1.CreateTopicRequest;
import akkord.protocol.grpc.v1.CreateTopicResponse;
import akkord.protocol.grpc.v1.DeleteTopicRequest;
import akkord.protocol.grpc.v1.DeleteTopicResponse;
import akkord.protocol.grpc.v1.DescribeClusterRequest;
import akkord.protocol.grpc.v1.DescribeClusterResponse;
import akkord.protocol.grpc.v1.WatchClusterRequest;
import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;

class TopicsAndClusterCallsTest extends DoorCalls {

    @Test
    void topicsLiveTheirLives() {
        create("life", 2, "retention.ms", "5");
        var described = describe("life").getTopic();
        assertThat(described.getPartitionsCount()).isEqualTo(2);
        assertThat(described.getPartitions(0).getHighWatermark()).isZero();
        assertThat(described.getPartitions(0).getOfflineReason()).isEmpty();
        assertThat(described.getConfigList())
                .anyMatch(entry -> entry.getName().equals("retention.ms")
                        && entry.getValue().equals("5")
                        && entry.getSource().equals("topic"));
        var altered = door.call(
                "akkord.v1.Topics/AlterConfig",
                AlterTopicConfigRequest.newBuilder()
                        .setName("life")
                        .putSet("segment.bytes", "2000000")
                        .addRemove("retention.ms")
                        .build(),
                AlterTopicConfigResponse.getDefaultInstance());
        assertThat(altered.getTopic().getConfigList())
                .noneMatch(entry -> entry.getName().equals("retention.ms")
                        && entry.getSource().equals("topic"));
        assertThat(door.call(
                                "akkord.v1.Topics/AddPartitions",
                                AddPartitionsRequest.newBuilder()
                                        .setName("life")
                                        .setTotal(3)
                                        .build(),
                                AddPartitionsResponse.getDefaultInstance())
                        .getTopic()
                        .getPartitionsCount())
                .isEqualTo(3);
        assertThat(list()).contains("life");
        DeleteTopicRequest delete =
                DeleteTopicRequest.newBuilder().setName("life").build();
        door.call("akkord.v1.Topics/Delete", delete, DeleteTopicResponse.getDefaultInstance());
        assertThat(list()).doesNotContain("life");
        assertRefused(
                door.refusal("akkord.v1.Topics/Delete", delete, DeleteTopicResponse.getDefaultInstance()),
                Code.NOT_FOUND,
                "");
    }

    @Test
    void refusedTopicsSayWhy() {
        create("twice", 1);
        assertRefused(refusedCreate(CreateTopicRequest.newBuilder().setName("twice")), Code.ALREADY_EXISTS, "twice");
        assertRefused(refusedCreate(CreateTopicRequest.newBuilder().setName("a/b")), Code.INVALID_ARGUMENT, "'/'");
        assertRefused(
                refusedCreate(CreateTopicRequest.newBuilder().setName("c").putConfig("retention.mss", "1")),
                Code.INVALID_ARGUMENT,
                "retention.ms");
        door.call(
                "akkord.v1.Topics/Create",
                CreateTopicRequest.newBuilder()
                        .setName("maybe")
                        .setValidateOnly(true)
                        .build(),
                CreateTopicResponse.getDefaultInstance());
        assertThat(list()).doesNotContain("maybe");
    }

    @Test
    void theClusterIsDescribedAndWatched() throws Exception {
        var described = door.call(
                "akkord.v1.Cluster/Describe",
                DescribeClusterRequest.getDefaultInstance(),
                DescribeClusterResponse.getDefaultInstance());
        assertThat(described.getClusterId()).isEqualTo("cluster-1");
        assertThat(described.getVersion()).isEqualTo("9.9.9");
        assertThat(described.getNodesCount()).isEqualTo(2);
        assertThat(described.getNodes(1).getStatus()).isEqualTo("up");
        WatchClusterRequest two = WatchClusterRequest.newBuilder().setLast(2).build();
        var events = door.stream("akkord.v1.Cluster/Watch", two, ClusterEvent.getDefaultInstance())
                .send(two)
                .halfClose();
        assertThat(events.next().getMessage()).isEqualTo("event 3");
        assertThat(events.next().getMessage()).isEqualTo("event 4");
        events.cancel();
    }

    @Test
    void healthIsServingAndUnknownServicesAreNot() {
        assertThat(health("").getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        assertThat(health("akkord.v1.Fetch").getStatus()).isEqualTo(HealthCheckResponse.ServingStatus.SERVING);
        assertRefused(
                door.refusal(
                        "grpc.health.v1.Health/Check",
                        HealthCheckRequest.newBuilder().setService("x").build(),
                        HealthCheckResponse.getDefaultInstance()),
                Code.NOT_FOUND,
                "\"x\"");
    }
}
