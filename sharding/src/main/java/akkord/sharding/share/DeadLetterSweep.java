package akkord.sharding.share;

import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.NodeStatus;
import akkord.protocol.share.ShareOffsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes the keepers of groups that have a dead-letter topic. One that died while it owed dead letters runs again only when
 * it is asked, and a group without members asks nobody. One group after the other; any thread.
 */
public final class DeadLetterSweep {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterSweep.class);
    private static final String TOPIC = "errors.deadletterqueue.topic.name";

    private final int nodeId;
    private final MetadataCache metadata;
    private final ShareOffsets offsets;
    private final AtomicBoolean busy = new AtomicBoolean();

    public DeadLetterSweep(int nodeId, MetadataCache metadata, ShareOffsets offsets) {
        this.nodeId = nodeId;
        this.metadata = metadata;
        this.offsets = offsets;
    }

    /** As {@link #run}, on one node of the cluster only. */
    public void runIfFirst() {
        boolean isFirst = metadata.image().nodes().values().stream()
                .filter(node -> node.status() == NodeStatus.UP)
                .mapToInt(NodeImage::id)
                .min()
                .stream()
                .anyMatch(first -> first == nodeId);
        if (isFirst) run();
    }

    /** Unless that is under way. */
    public void run() {
        List<String> groups = withTopic(metadata.image());
        if (groups.isEmpty() || !busy.compareAndSet(false, true)) return;
        CompletionStage<?> done = CompletableFuture.completedFuture(null);
        for (String group : groups) done = done.thenCompose(before -> wake(group));
        done.whenComplete((woken, failure) -> busy.set(false));
    }

    private static List<String> withTopic(MetadataImage image) {
        return image.groupConfig().entrySet().stream()
                .filter(group -> !group.getValue().getOrDefault(TOPIC, "").isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Never fails. To ask a keeper how far it is starts it. */
    private CompletionStage<?> wake(String group) {
        return offsets.shares(group)
                .thenCompose(known -> offsets.read(group, List.copyOf(TopicIdPartitions.each(known.partitions()))))
                .handle((stands, failure) -> {
                    if (failure != null) LOG.debug("the keepers of group {} were not woken", group, failure);
                    return null;
                });
    }
}
