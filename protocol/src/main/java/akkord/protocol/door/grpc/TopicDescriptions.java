package akkord.protocol.door.grpc;

import akkord.protocol.config.ConfigKey;
import akkord.protocol.config.TopicConfigSchema;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.grpc.v1.ConfigEntry;
import akkord.protocol.grpc.v1.PartitionDescription;
import akkord.protocol.grpc.v1.TopicDescription;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.PartitionView;
import org.jspecify.annotations.Nullable;

/** Topics as clients see them: what the metadata says, and of the partitions here also what they hold. */
final class TopicDescriptions {

    private final DoorContext context;

    TopicDescriptions(DoorContext context) {
        this.context = context;
    }

    TopicDescription describe(TopicImage topic) {
        TopicDescription.Builder description = TopicDescription.newBuilder()
                .setName(topic.name())
                .setId(topic.id().toString())
                .setInternal(topic.internal());
        for (int number = 0; number < topic.partitions().size(); number++)
            description.addPartitions(partition(topic, number));
        TopicConfigSchema.keys().forEach(key -> description.addConfig(entry(key, topic)));
        return description.build();
    }

    private PartitionDescription partition(TopicImage topic, int number) {
        PartitionImage image = topic.partitions().get(number);
        PartitionDescription.Builder description = PartitionDescription.newBuilder()
                .setPartition(number)
                .setLeader(image.leader())
                .setLeaderEpoch(image.leaderEpoch())
                .addAllReplicas(image.replicas())
                .addAllInSyncReplicas(image.inSyncReplicas());
        LocalPartition local = context.partitions().find(new TopicPartition(topic.name(), number));
        PartitionView view = local == null || !local.view().topicId().equals(topic.id()) ? null : local.view();
        if (view != null && view.role() == PartitionView.Role.LEADER) holds(description, view);
        return description.setOfflineReason(offlineReason(image, view)).build();
    }

    private static void holds(PartitionDescription.Builder description, PartitionView view) {
        description.setLogStartOffset(view.logStartOffset()).setHighWatermark(view.highWatermark());
        if (view.log() != null) description.setSizeBytes(view.log().sizeBytes());
    }

    private String offlineReason(PartitionImage image, @Nullable PartitionView view) {
        if (image.leader() == PartitionImage.NO_LEADER) return "no in-sync replica is available to lead";
        if (image.leader() != context.nodeId()) return "";
        if (view == null) return "being opened";
        if (view.role() != PartitionView.Role.OFFLINE) return "";
        Refusal why = view.offlineReason();
        return why == null ? "being opened" : why.message();
    }

    private ConfigEntry entry(ConfigKey key, TopicImage topic) {
        String value = TopicConfigSchema.effectiveText(key, topic.config(), context.broker());
        return ConfigEntry.newBuilder()
                .setName(key.name())
                .setValue(value == null ? "" : value)
                .setSource(source(key, topic))
                .setDocumentation(key.documentation())
                .build();
    }

    private String source(ConfigKey key, TopicImage topic) {
        if (topic.config().containsKey(key.name())) return "topic";
        String broker = key.brokerName();
        return broker != null && context.broker().isSet(broker) ? "file" : "default";
    }
}
