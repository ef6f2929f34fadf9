package akkord.protocol.door.grpc;

import akka.Done;
import akka.NotUsed;
import akka.pattern.StatusReply;
import akka.stream.javadsl.Source;
import akkord.protocol.controller.ControllerCommand.UnregisterNode;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.grpc.v1.Cluster;
import akkord.protocol.grpc.v1.ClusterEvent;
import akkord.protocol.grpc.v1.DescribeClusterRequest;
import akkord.protocol.grpc.v1.DescribeClusterResponse;
import akkord.protocol.grpc.v1.NodeDescription;
import akkord.protocol.grpc.v1.RemoveNodeRequest;
import akkord.protocol.grpc.v1.RemoveNodeResponse;
import akkord.protocol.grpc.v1.WatchClusterRequest;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.PartitionView;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The calls about the cluster as a whole, answered from what this node knows. */
final class ClusterService implements Cluster {

    /** How long this node may be behind the controller. */
    private static final Duration SHOWN_WITHIN = Duration.ofSeconds(15);

    private final DoorContext context;

    ClusterService(DoorContext context) {
        this.context = context;
    }

    @Override
    public CompletionStage<DescribeClusterResponse> describe(DescribeClusterRequest in) {
        MetadataImage image = context.metadata().image();
        List<PartitionImage> partitions = image.topics().values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .toList();
        DescribeClusterResponse.Builder response = DescribeClusterResponse.newBuilder()
                .setClusterId(image.clusterId())
                .setControllerNode(image.controllerNode())
                .setTopics(image.topics().size())
                .setPartitions(partitions.size())
                .setOfflinePartitions((int) image.topics().values().stream()
                        .mapToLong(this::offlinePartitions)
                        .sum())
                .setVersion(context.version());
        image.nodes().values().stream()
                .sorted(Comparator.comparingInt(NodeImage::id))
                .forEach(node -> response.addNodes(node(node, partitions)));
        return CompletableFuture.completedFuture(response.build());
    }

    @Override
    public Source<ClusterEvent, NotUsed> watch(WatchClusterRequest in) {
        int last = in.getLast() < 0 ? Integer.MAX_VALUE : in.getLast();
        return context.events().watch(last).map(event -> ClusterEvent.newBuilder()
                .setTimestampMs(event.timestampMillis())
                .setNode(event.node())
                .setKind(event.kind())
                .setMessage(event.message())
                .putAllDetails(event.details())
                .build());
    }

    @Override
    public CompletionStage<RemoveNodeResponse> removeNode(RemoveNodeRequest in) {
        return context.controller()
                .<StatusReply<Done>>ask(replyTo -> new UnregisterNode(in.getId(), replyTo))
                .thenCompose(reply -> reply.isError()
                        ? CompletableFuture.failedFuture(new RefusedException(
                                ErrorCode.POLICY_VIOLATION,
                                String.valueOf(reply.getError().getMessage())))
                        : context.metadata().await(image -> !image.nodes().containsKey(in.getId()), SHOWN_WITHIN))
                .thenApply(shown -> RemoveNodeResponse.getDefaultInstance());
    }

    private long offlinePartitions(TopicImage topic) {
        long offline = 0;
        for (int number = 0; number < topic.partitions().size(); number++) if (isOffline(topic, number)) offline++;
        return offline;
    }

    private boolean isOffline(TopicImage topic, int number) {
        int leader = topic.partitions().get(number).leader();
        if (leader != context.nodeId()) return leader == PartitionImage.NO_LEADER;
        LocalPartition local = context.partitions().find(new TopicPartition(topic.name(), number));
        return local == null || local.view().role() != PartitionView.Role.LEADER;
    }

    private static NodeDescription node(NodeImage node, List<PartitionImage> partitions) {
        return NodeDescription.newBuilder()
                .setId(node.id())
                .setHost(node.host())
                .setKafkaPort(node.kafkaPort())
                .setGrpcPort(node.grpcPort())
                .setClusterPort(node.clusterPort())
                .setRack(node.rack() == null ? "" : node.rack())
                .setStatus(node.status().name().toLowerCase(Locale.ROOT))
                .setVersion(node.version())
                .setLeaders((int) partitions.stream()
                        .filter(partition -> partition.leader() == node.id())
                        .count())
                .setReplicas((int) partitions.stream()
                        .filter(partition -> partition.replicas().contains(node.id()))
                        .count())
                .build();
    }
}
