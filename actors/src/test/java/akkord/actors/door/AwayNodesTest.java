package akkord.actors.door;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.pattern.StatusReply;
import akkord.protocol.controller.ControllerCommand.RegisterNode;
import akkord.protocol.controller.ControllerCommand.ReportNodeStatus;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.DescribeClusterRequestData;
import org.apache.kafka.common.message.DescribeClusterResponseData;
import org.apache.kafka.common.message.DescribeClusterResponseData.DescribeClusterBroker;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody is sent to a node that is not there. */
class AwayNodesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OTHER = 2;

    @TempDir
    Path data;

    private KafkaNode node;

    @BeforeEach
    void startBesideAnother() throws Exception {
        node = new KafkaNode(data, Map.of());
        NodeImage other = new NodeImage(OTHER, "life", "127.0.0.1", 9, 10, 11, null, "test", NodeStatus.UP);
        node.<StatusReply<String>>ask(replyTo -> new RegisterNode(other, null, replyTo))
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    private void otherIs(NodeStatus status) throws Exception {
        node.<StatusReply<Done>>ask(replyTo -> new ReportNodeStatus(OTHER, "life", status, 0, replyTo))
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        await(OTHER, status);
    }

    private void await(int id, NodeStatus status) throws Exception {
        node.metadata()
                .await(
                        image -> image.nodes().containsKey(id)
                                && image.nodes().get(id).status() == status,
                        PATIENCE)
                .toCompletableFuture()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private <R extends ApiMessage> R ask(ApiKeys key, int version, ApiMessage request, R answer) throws Exception {
        try (Wire wire = new Wire(node.door().port())) {
            return wire.send(key, version, 1, request).receive().read(key, version, answer);
        }
    }

    private List<Integer> told() throws Exception {
        return ask(ApiKeys.METADATA, 12, new MetadataRequestData().setTopics(List.of()), new MetadataResponseData())
                .brokers()
                .stream()
                .map(MetadataResponseBroker::nodeId)
                .toList();
    }

    private List<Integer> described(boolean fenced) throws Exception {
        DescribeClusterRequestData request = new DescribeClusterRequestData().setIncludeFencedBrokers(fenced);
        return ask(ApiKeys.DESCRIBE_CLUSTER, 2, request, new DescribeClusterResponseData()).brokers().stream()
                .filter(broker -> fenced == broker.isFenced())
                .map(DescribeClusterBroker::brokerId)
                .toList();
    }

    @Test
    void whoIsUpOrLeavingIsNamed() throws Exception {
        await(OTHER, NodeStatus.UP);
        assertThat(told()).containsExactly(KafkaNode.ID, OTHER);
        otherIs(NodeStatus.LEAVING);
        assertThat(told()).containsExactly(KafkaNode.ID, OTHER);
        assertThat(described(false)).containsExactly(KafkaNode.ID, OTHER);
    }

    @Test
    void whoDoesNotAnswerIsNotNamedUntilItIsBack() throws Exception {
        otherIs(NodeStatus.UNREACHABLE);
        assertThat(told()).containsExactly(KafkaNode.ID);
        assertThat(described(false)).containsExactly(KafkaNode.ID);
        assertThat(described(true)).containsExactly(OTHER);
        otherIs(NodeStatus.UP);
        assertThat(told()).containsExactly(KafkaNode.ID, OTHER);
    }
}
