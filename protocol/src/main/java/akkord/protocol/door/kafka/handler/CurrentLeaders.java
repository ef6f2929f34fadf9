package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.Optional;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ShareAcknowledgeResponseData;
import org.apache.kafka.common.message.ShareFetchResponseData;

/** Tells a client that came to the wrong node where the leader is (KIP-951). */
final class CurrentLeaders {

    private final KafkaDoorContext context;

    /** The node that leads, and since which epoch. */
    record CurrentLeader(NodeImage node, int epoch) {

        void addTo(ProduceResponseData.NodeEndpointCollection endpoints) {
            if (endpoints.find(node.id()) != null) return;
            endpoints.add(new ProduceResponseData.NodeEndpoint()
                    .setNodeId(node.id())
                    .setHost(node.host())
                    .setPort(node.kafkaPort())
                    .setRack(node.rack()));
        }

        void addTo(FetchResponseData.NodeEndpointCollection endpoints) {
            if (endpoints.find(node.id()) != null) return;
            endpoints.add(new FetchResponseData.NodeEndpoint()
                    .setNodeId(node.id())
                    .setHost(node.host())
                    .setPort(node.kafkaPort())
                    .setRack(node.rack()));
        }

        void addTo(ShareAcknowledgeResponseData.NodeEndpointCollection endpoints) {
            if (endpoints.find(node.id()) != null) return;
            endpoints.add(new ShareAcknowledgeResponseData.NodeEndpoint()
                    .setNodeId(node.id())
                    .setHost(node.host())
                    .setPort(node.kafkaPort())
                    .setRack(node.rack()));
        }

        void addTo(ShareFetchResponseData.NodeEndpointCollection endpoints) {
            if (endpoints.find(node.id()) != null) return;
            endpoints.add(new ShareFetchResponseData.NodeEndpoint()
                    .setNodeId(node.id())
                    .setHost(node.host())
                    .setPort(node.kafkaPort())
                    .setRack(node.rack()));
        }
    }

    CurrentLeaders(KafkaDoorContext context) {
        this.context = context;
    }

    /** By name, or by id where the name is empty. */
    Optional<CurrentLeader> find(String name, TopicId id, int partition) {
        MetadataImage image = context.metadata().image();
        Optional<TopicImage> topic = name.isEmpty() ? image.topic(id) : image.topic(name);
        return topic.filter(found ->
                        partition >= 0 && partition < found.partitions().size())
                .map(found -> found.partitions().get(partition))
                .flatMap(found -> leader(image, found));
    }

    private static Optional<CurrentLeader> leader(MetadataImage image, PartitionImage partition) {
        return Optional.ofNullable(image.nodes().get(partition.leader()))
                .map(node -> new CurrentLeader(node, partition.leaderEpoch()));
    }
}
