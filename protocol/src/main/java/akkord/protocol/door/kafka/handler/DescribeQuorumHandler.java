package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.message.DescribeQuorumRequestData;
import org.apache.kafka.common.message.DescribeQuorumResponseData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Listener;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ListenerCollection;
import org.apache.kafka.common.message.DescribeQuorumResponseData.Node;
import org.apache.kafka.common.message.DescribeQuorumResponseData.NodeCollection;
import org.apache.kafka.common.message.DescribeQuorumResponseData.PartitionData;
import org.apache.kafka.common.message.DescribeQuorumResponseData.ReplicaState;
import org.apache.kafka.common.message.DescribeQuorumResponseData.TopicData;
import org.apache.kafka.common.protocol.Errors;

/**
 * Who votes in the journal that the cluster's decisions are kept in, and who leads it. Kafka's tools ask for it by
 * the name Kafka's own has. How far the voters are is known where the journal is led; elsewhere only how far this
 * node is.
 */
final class DescribeQuorumHandler implements RequestHandler<DescribeQuorumRequestData> {

    private static final String TOPIC = "__cluster_metadata";
    private static final String LISTENER = "PLAINTEXT";
    private static final int NODES_FROM = 2;
    private static final long UNKNOWN = -1;

    private final KafkaDoorContext context;

    DescribeQuorumHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, DescribeQuorumRequestData request) {
        DescribeQuorumResponseData response = new DescribeQuorumResponseData();
        MetadataImage image = context.metadata().image();
        JournalQuorum quorum = context.quorum();
        for (DescribeQuorumRequestData.TopicData topic : request.topics()) {
            TopicData slot = new TopicData().setTopicName(topic.topicName());
            for (DescribeQuorumRequestData.PartitionData partition : topic.partitions())
                slot.partitions().add(describe(topic.topicName(), partition.partitionIndex(), image, quorum));
            response.topics().add(slot);
        }
        if (call.version() >= NODES_FROM) response.setNodes(nodes(image, quorum.voters()));
        call.answer(response);
    }

    private static PartitionData describe(String topic, int partition, MetadataImage image, JournalQuorum quorum) {
        PartitionData data = new PartitionData()
                .setPartitionIndex(partition)
                .setLeaderId(image.controllerNode())
                .setHighWatermark(quorum.committedBelow());
        if (!topic.equals(TOPIC) || partition != 0)
            return data.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                    .setErrorMessage("there is one quorum, " + TOPIC + "-0");
        Set<Integer> observers = new TreeSet<>(image.nodes().keySet());
        observers.removeAll(quorum.voters());
        return data.setLeaderEpoch((int) Math.min(Integer.MAX_VALUE, quorum.term()))
                .setCurrentVoters(states(quorum.voters(), quorum))
                .setObservers(states(observers, quorum));
    }

    private static List<ReplicaState> states(Collection<Integer> nodes, JournalQuorum quorum) {
        return nodes.stream()
                .sorted()
                .map(node -> new ReplicaState()
                        .setReplicaId(node)
                        .setLogEndOffset(quorum.logEnds().getOrDefault(node, UNKNOWN)))
                .toList();
    }

    private static NodeCollection nodes(MetadataImage image, Set<Integer> voters) {
        NodeCollection nodes = new NodeCollection();
        for (int voter : new TreeSet<>(voters)) {
            NodeImage node = image.nodes().get(voter);
            if (node == null) continue;
            ListenerCollection listeners = new ListenerCollection();
            listeners.add(new Listener().setName(LISTENER).setHost(node.host()).setPort(node.kafkaPort()));
            nodes.add(new Node().setNodeId(voter).setListeners(listeners));
        }
        return nodes;
    }
}
