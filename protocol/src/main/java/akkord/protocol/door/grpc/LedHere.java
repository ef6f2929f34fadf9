package akkord.protocol.door.grpc;

import akkord.protocol.config.TopicName;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.PartitionView;
import org.jspecify.annotations.Nullable;

/** Finds the partitions that this node leads, and says why another one is not here. */
final class LedHere {

    private final DoorContext context;

    LedHere(DoorContext context) {
        this.context = context;
    }

    /** The partition, which this node leads; a {@link RefusedException} that says where it is otherwise. */
    LocalPartition partition(TopicPartition partition) {
        LocalPartition local = find(partition);
        if (local == null) throw new RefusedException(whyNot(partition));
        return local;
    }

    /** As {@link #partition(TopicPartition)}, of the topic with this id and of none made later under its name. */
    LocalPartition partition(TopicPartition partition, TopicId id) {
        if (!topic(partition.topic()).id().equals(id)) throw new RefusedException(madeAnew(partition.topic()));
        return partition(partition);
    }

    /** Null unless this node leads it. The replica of a deleted topic may still be there, and is not it. */
    @Nullable
    LocalPartition find(TopicPartition partition) {
        LocalPartition local = context.partitions().find(partition);
        if (local == null) return null;
        PartitionView view = local.view();
        return view.role() == PartitionView.Role.LEADER && isOfPresentTopic(view) ? local : null;
    }

    /** The node that leads it, if that is another one that is known. */
    @Nullable
    NodeImage elsewhere(TopicPartition partition) {
        if (find(partition) != null) return null;
        MetadataImage image = context.metadata().image();
        return image.partition(partition)
                .filter(known -> known.leader() != context.nodeId())
                .map(known -> image.nodes().get(known.leader()))
                .orElse(null);
    }

    private boolean isOfPresentTopic(PartitionView view) {
        return context.metadata()
                .image()
                .topic(view.partition().topic())
                .filter(topic -> topic.id().equals(view.topicId()))
                .isPresent();
    }

    private static Refusal madeAnew(String topic) {
        return new Refusal(
                ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                "topic \"" + topic + "\" was deleted and made anew: start again in the new one");
    }

    /** A {@link RefusedException}, unless there is such a topic. */
    TopicImage topic(String name) {
        TopicName.refusal(name).ifPresent(refusal -> {
            throw new RefusedException(refusal);
        });
        return context.metadata()
                .image()
                .topic(name)
                .orElseThrow(() -> new RefusedException(
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic \"" + name + "\""));
    }

    private Refusal whyNot(TopicPartition partition) {
        TopicImage topic = topic(partition.topic());
        int partitions = topic.partitions().size();
        if (partition.partition() < 0 || partition.partition() >= partitions)
            return new Refusal(
                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                    "topic \"" + topic.name() + "\" has no partition " + partition.partition() + ": it has "
                            + partitions + ", numbered from 0");
        LocalPartition local = context.partitions().find(partition);
        if (local != null && local.view().topicId().equals(topic.id())) {
            Refusal offline = local.view().offlineReason();
            if (local.view().role() == PartitionView.Role.OFFLINE && offline != null) return offline;
        }
        return elsewhere(
                partition, topic.partitions().get(partition.partition()).leader());
    }

    private Refusal elsewhere(TopicPartition partition, int leader) {
        if (leader == PartitionImage.NO_LEADER)
            return new Refusal(ErrorCode.LEADER_NOT_AVAILABLE, "partition " + partition + " has no leader now; retry");
        if (leader == context.nodeId())
            return new Refusal(
                    ErrorCode.LEADER_NOT_AVAILABLE, "partition " + partition + " is being opened by this node; retry");
        return new Refusal(
                ErrorCode.NOT_LEADER_OR_FOLLOWER,
                "partition " + partition + " is led by node " + leader + address(leader) + ", not by this node "
                        + context.nodeId() + ": ask that one");
    }

    private String address(int node) {
        MetadataImage image = context.metadata().image();
        NodeImage leader = image.nodes().get(node);
        return leader == null ? "" : " at " + leader.host() + ":" + leader.grpcPort();
    }
}
