package akkord.sharding.cli;

import akkord.protocol.grpc.v1.DescribeClusterRequest;
import akkord.protocol.grpc.v1.DescribeTopicRequest;
import akkord.protocol.grpc.v1.NodeDescription;
import akkord.protocol.grpc.v1.PartitionDescription;
import akkord.sharding.client.AkkordClient;
import akkord.sharding.client.Methods;
import akkord.sharding.client.ServerAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where the partitions of a topic end: only the node that leads one knows. */
final class PartitionEnds {

    private final String topic;
    private final Function<ServerAddress, AkkordClient> connect;
    private final Map<Integer, List<PartitionDescription>> byLeader = new HashMap<>();

    /** @param connect to another node */
    PartitionEnds(String topic, Function<ServerAddress, AkkordClient> connect) {
        this.topic = topic;
        this.connect = connect;
    }

    /**
     * What {@code client}'s node says of the partitions, completed by what their leaders say.
     *
     * @throws CommandFailedException one has no leader that can be asked
     */
    List<PartitionDescription> of(AkkordClient client, List<PartitionDescription> partitions)
            throws InterruptedException {
        List<PartitionDescription> complete = new ArrayList<>(partitions.size());
        boolean all = partitions.stream().allMatch(PartitionDescription::hasHighWatermark);
        Map<Integer, NodeDescription> nodes = all ? Map.of() : nodes(client);
        for (PartitionDescription partition : partitions)
            complete.add(
                    partition.hasHighWatermark() ? partition : ofLeader(partition, nodes.get(partition.getLeader())));
        return complete;
    }

    private static Map<Integer, NodeDescription> nodes(AkkordClient client) throws InterruptedException {
        Map<Integer, NodeDescription> nodes = new HashMap<>();
        client.call(Methods.DESCRIBE_CLUSTER, DescribeClusterRequest.getDefaultInstance())
                .getNodesList()
                .forEach(node -> nodes.put(node.getId(), node));
        return nodes;
    }

    private PartitionDescription ofLeader(PartitionDescription partition, @Nullable NodeDescription leader)
            throws InterruptedException {
        List<PartitionDescription> there = leader == null ? List.of() : describedBy(leader);
        for (PartitionDescription same : there)
            if (same.getPartition() == partition.getPartition() && same.hasHighWatermark()) return same;
        throw new CommandFailedException("Partition " + partition.getPartition() + " of topic " + topic
                + " has no leader now that tells where it ends; try again.");
    }

    private List<PartitionDescription> describedBy(NodeDescription leader) throws InterruptedException {
        List<PartitionDescription> known = byLeader.get(leader.getId());
        if (known != null) return known;
        DescribeTopicRequest describe =
                DescribeTopicRequest.newBuilder().setName(topic).build();
        try (AkkordClient there = connect.apply(new ServerAddress(leader.getHost(), leader.getGrpcPort()))) {
            List<PartitionDescription> told =
                    there.call(Methods.DESCRIBE_TOPIC, describe).getTopic().getPartitionsList();
            byLeader.put(leader.getId(), told);
            return told;
        }
    }
}
