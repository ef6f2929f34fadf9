package akkord.actors.partition;

import akkord.protocol.config.TopicSettings;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.PartitionCommand.Assign;
import org.jspecify.annotations.Nullable;

/** What the controller has decided of a replica, as far as it is known: from the metadata, or sooner from an answer. */
final class Assignment {

    private @Nullable Assign latest;

    /** The partition epoch of a decision that the metadata have not shown yet; -1: there is none. */
    private int aheadOfMetadata = -1;

    /** Null before the first. */
    @Nullable
    Assign latest() {
        return latest;
    }

    void take(Assign assign) {
        latest = assign;
    }

    /** Not an older decision, and not about another topic that once had this name. */
    boolean isNews(Assign assign) {
        Assign known = latest;
        return known == null
                || (assign.topicId().equals(known.topicId())
                        && assign.image().partitionEpoch() >= known.image().partitionEpoch()
                        && !assign.equals(known));
    }

    /** The controller has answered with {@code image}; the settings are as the metadata say. Null when it is no news. */
    @Nullable
    Assign answered(PartitionImage image) {
        Assign known = latest;
        if (known == null) return null;
        Assign decided = new Assign(known.partition(), known.topicId(), image, known.config());
        if (!isNews(decided)) return null;
        aheadOfMetadata = image.partitionEpoch();
        return decided;
    }

    /** Whether the metadata have come, with {@code assign}, as far as what was known before them. */
    boolean isCaughtUpBy(Assign assign) {
        boolean caughtUp = aheadOfMetadata >= 0 && assign.image().partitionEpoch() >= aheadOfMetadata;
        if (caughtUp) aheadOfMetadata = -1;
        return caughtUp;
    }

    /**
     * With fewer in sync nothing is committed. Not lowered by metadata that are older than the decision that is known:
     * whoever that made eligible to lead must lack nothing.
     *
     * @param before what it was until now
     */
    int minInSync(TopicSettings settings, int before) {
        int asked = settings.minInsyncReplicas();
        return aheadOfMetadata < 0 ? asked : Math.max(asked, before);
    }
}
