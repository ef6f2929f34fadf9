package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.LogReader;
import akkord.protocol.partition.PartitionCommand.ReportDamage;
import akkord.protocol.partition.PartitionView;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Finds the partitions that this node leads, or says with the protocol's error why it does not serve one. */
final class Leaders {

    /** A client that knows no leader epoch, or does not care. */
    static final int ANY_EPOCH = -1;

    private final KafkaDoorContext context;

    /** What came of looking for a partition's leader here. */
    sealed interface Found {

        /** @param view as it was then, with its log */
        record Leader(LocalPartition partition, PartitionView view, LogReader log) implements Found {

            /** Tells the replica what a reader of its log has met. */
            void report(DamagedLogException damaged) {
                partition.actor().tell(new ReportDamage(String.valueOf(damaged.getMessage())));
            }
        }

        record Refused(Errors why) implements Found {}
    }

    Leaders(KafkaDoorContext context) {
        this.context = context;
    }

    /** @param epoch the leader epoch the client knows, or {@link #ANY_EPOCH} */
    Found find(TopicPartition partition, int epoch) {
        LocalPartition local = context.partitions().find(partition);
        if (local == null) return new Found.Refused(notHere(partition));
        PartitionView view = local.view();
        if (epoch != ANY_EPOCH && epoch > view.leaderEpoch()) return new Found.Refused(Errors.UNKNOWN_LEADER_EPOCH);
        if (epoch != ANY_EPOCH && epoch < view.leaderEpoch()) return new Found.Refused(Errors.FENCED_LEADER_EPOCH);
        if (view.role() == PartitionView.Role.OFFLINE) return new Found.Refused(offline(view));
        LogReader log = view.log();
        if (view.role() != PartitionView.Role.LEADER || log == null)
            return new Found.Refused(Errors.NOT_LEADER_OR_FOLLOWER);
        return new Found.Leader(local, view, log);
    }

    /** As {@link #find(TopicPartition, int)}, and the replica must be of the topic with this id, if one is given. */
    Found find(TopicPartition partition, @Nullable TopicId id, int epoch) {
        Found found = find(partition, epoch);
        boolean another = id != null
                && found instanceof Found.Leader leader
                && !leader.view().topicId().equals(id);
        return another ? new Found.Refused(Errors.INCONSISTENT_TOPIC_ID) : found;
    }

    /** As {@link #find(TopicPartition, TopicId, int)}, of a partition as a fetch names it. */
    Found find(FetchTarget.Key key, int epoch) {
        boolean byId = key.topic().isEmpty();
        String name = byId ? name(key.id()) : key.topic();
        if (name == null) return new Found.Refused(Errors.UNKNOWN_TOPIC_ID);
        return find(new TopicPartition(name, key.partition()), byId ? key.id() : null, epoch);
    }

    /** The name of the topic with this id, or null when there is none. */
    @Nullable
    String name(TopicId id) {
        return context.metadata().image().topicNames().get(id);
    }

    /** Whether a client that comes here may have heard sooner than this node that it leads, so that it will in a moment. */
    boolean mayBeAboutToLead(TopicPartition partition) {
        LocalPartition local = context.partitions().find(partition);
        if (local != null) return local.view().mayBeAboutToLead();
        return context.metadata()
                .image()
                .partition(partition)
                .filter(decided -> decided.leader() == context.nodeId())
                .isPresent();
    }

    private static Errors offline(PartitionView view) {
        return view.offlineReason() == null
                ? Errors.NOT_LEADER_OR_FOLLOWER
                : Errors.forCode(view.offlineReason().code().number());
    }

    private Errors notHere(TopicPartition partition) {
        boolean known = context.metadata().image().partition(partition).isPresent();
        return known ? Errors.NOT_LEADER_OR_FOLLOWER : Errors.UNKNOWN_TOPIC_OR_PARTITION;
    }

    /**
     * The leader to announce to clients, or {@link PartitionImage#NO_LEADER} while it does not serve yet: a
     * leader of this node is announced when its replica says that it leads in that epoch.
     */
    int announced(MetadataImage image, TopicImage topic, int partition) {
        PartitionImage decided = topic.partitions().get(partition);
        if (!image.nodes().containsKey(decided.leader())) return PartitionImage.NO_LEADER;
        if (decided.leader() != context.nodeId()) return decided.leader();
        LocalPartition local = context.partitions().find(new TopicPartition(topic.name(), partition));
        if (local == null) return PartitionImage.NO_LEADER;
        PartitionView view = local.view();
        boolean serves = view.role() == PartitionView.Role.LEADER
                && view.leaderEpoch() == decided.leaderEpoch()
                && view.topicId().equals(topic.id());
        return serves ? decided.leader() : PartitionImage.NO_LEADER;
    }
}
