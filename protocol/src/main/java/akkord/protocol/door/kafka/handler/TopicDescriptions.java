package akkord.protocol.door.kafka.handler;

import akkord.protocol.config.TopicName;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponsePartition;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Topics as Metadata answers show them. */
final class TopicDescriptions {

    private final Leaders leaders;

    TopicDescriptions(Leaders leaders) {
        this.leaders = leaders;
    }

    /** @param failure why it could not be made, if that was tried */
    MetadataResponseTopic byName(MetadataImage image, String name, @Nullable Errors failure, boolean operations) {
        Optional<TopicImage> topic = image.topic(name);
        if (topic.isPresent()) return of(image, topic.get(), operations);
        Errors why = TopicName.refusal(name).isPresent()
                ? Errors.INVALID_TOPIC_EXCEPTION
                : failure != null ? failure : Errors.UNKNOWN_TOPIC_OR_PARTITION;
        return new MetadataResponseTopic().setName(name).setErrorCode(why.code());
    }

    MetadataResponseTopic byId(MetadataImage image, Uuid id, boolean operations) {
        return image.topic(Ids.ours(id))
                .map(topic -> of(image, topic, operations))
                .orElseGet(() -> new MetadataResponseTopic()
                        .setName(null)
                        .setTopicId(id)
                        .setErrorCode(Errors.UNKNOWN_TOPIC_ID.code()));
    }

    MetadataResponseTopic of(MetadataImage image, TopicImage topic, boolean operations) {
        int count = topic.partitions().size();
        List<MetadataResponsePartition> partitions = new ArrayList<>(count);
        for (int number = 0; number < count; number++) partitions.add(partition(image, topic, number));
        return new MetadataResponseTopic()
                .setName(topic.name())
                .setTopicId(Ids.wire(topic.id()))
                .setIsInternal(topic.internal())
                .setPartitions(partitions)
                .setTopicAuthorizedOperations(Operations.TOPIC.bits(operations));
    }

    private MetadataResponsePartition partition(MetadataImage image, TopicImage topic, int number) {
        PartitionImage partition = topic.partitions().get(number);
        int leader = leaders.announced(image, topic, number);
        Errors error = leader == PartitionImage.NO_LEADER ? Errors.LEADER_NOT_AVAILABLE : Errors.NONE;
        return new MetadataResponsePartition()
                .setPartitionIndex(number)
                .setErrorCode(error.code())
                .setLeaderId(leader)
                .setLeaderEpoch(partition.leaderEpoch())
                .setReplicaNodes(partition.replicas())
                .setIsrNodes(partition.inSyncReplicas())
                .setOfflineReplicas(offline(image, partition));
    }

    static List<Integer> offline(MetadataImage image, PartitionImage partition) {
        return partition.replicas().stream()
                .filter(node -> isOffline(image.nodes().get(node)))
                .toList();
    }

    private static boolean isOffline(@Nullable NodeImage node) {
        return node == null || !node.status().serves();
    }
}
