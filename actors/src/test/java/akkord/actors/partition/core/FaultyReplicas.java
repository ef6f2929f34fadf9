package akkord.actors.partition.core;

import akkord.actors.partition.core.ReplicaEvent.Diverged;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.FetchPosition;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Replicas with one rule broken, to see what finds it. */
public final class FaultyReplicas {

    /** What a test may break. */
    public enum Fault {
        NONE,
        NO_TRUNCATION_BY_EPOCH,
        PROPOSED_ISR_IS_NOT_WAITED_FOR,
        PROPOSED_ISR_USED_BEFORE_RECORDED,
        COMMITS_WITH_TOO_FEW_IN_SYNC,
        NEW_LEADER_COMMITS_ITS_LOG,
        JOINS_BELOW_THE_EPOCHS_START,
        WATERMARK_GOES_BACK,
        PROGRESS_OF_FORMER_EPOCH_COUNTS,
        COUNTS_BEFORE_THE_FLUSH,
        RECORDS_OF_A_FORMER_LEADER_TAKEN,
        ACKNOWLEDGED_BEFORE_COMMITTED,
        LEADS_ON_WHEN_REOPENED,
        ANSWER_COUNTS_WHEN_LESS_IS_ASKED_FOR_SINCE,
        RETURNS_BEFORE_THE_METADATA_SAY
    }

    private FaultyReplicas() {}

    public static ReplicaCore create(
            int nodeId, TopicPartition partition, Durability durability, ReplicaTimes times, Fault fault) {
        return new ReplicaCore(nodeId, partition, durability, 1_000, times, broken(fault));
    }

    private static ReplicationRules broken(Fault fault) {
        return switch (fault) {
            case NONE -> ReplicationRules.KAFKA;
            case NO_TRUNCATION_BY_EPOCH ->
                new ReplicationRules() {
                    @Override
                    long truncationOffset(Diverged diverged, ReplicaState follower) {
                        return follower.highWatermark();
                    }
                };
            case PROPOSED_ISR_IS_NOT_WAITED_FOR ->
                new ReplicationRules() {
                    @Override
                    Set<Integer> mustHold(Collection<Integer> recorded, Collection<Integer> perhapsRecorded) {
                        return new TreeSet<>(recorded);
                    }
                };
            case PROPOSED_ISR_USED_BEFORE_RECORDED ->
                new ReplicationRules() {
                    @Override
                    Set<Integer> mustHold(Collection<Integer> recorded, Collection<Integer> perhapsRecorded) {
                        return perhapsRecorded.isEmpty() ? new TreeSet<>(recorded) : new TreeSet<>(perhapsRecorded);
                    }
                };
            case COMMITS_WITH_TOO_FEW_IN_SYNC ->
                new ReplicationRules() {
                    @Override
                    boolean mayCommit(ReplicaState leader) {
                        return true;
                    }
                };
            case NEW_LEADER_COMMITS_ITS_LOG ->
                new ReplicationRules() {
                    @Override
                    long watermarkOfNewLeader(ReplicaState state) {
                        return state.logEndOffset();
                    }
                };
            case JOINS_BELOW_THE_EPOCHS_START ->
                new ReplicationRules() {
                    @Override
                    boolean mayJoin(long followerEnd, long highWatermark, long epochStartOffset) {
                        return followerEnd >= highWatermark;
                    }
                };
            case WATERMARK_GOES_BACK ->
                new ReplicationRules() {
                    @Override
                    long watermark(long before, long onAllInSync) {
                        return onAllInSync;
                    }

                    @Override
                    long watermarkOfFollower(long before, long leaders, long logEnd) {
                        return Math.min(leaders, logEnd);
                    }
                };
            case PROGRESS_OF_FORMER_EPOCH_COUNTS ->
                new ReplicationRules() {
                    @Override
                    FollowerProgress progressInNewEpoch(FollowerProgress inFormerEpoch, long nowMillis) {
                        return inFormerEpoch;
                    }
                };
            case RECORDS_OF_A_FORMER_LEADER_TAKEN ->
                new ReplicationRules() {
                    @Override
                    boolean isAnswerTo(@Nullable FetchPosition awaited, FetchPosition position) {
                        return awaited != null && position.fetchOffset() == awaited.fetchOffset();
                    }
                };
            case ACKNOWLEDGED_BEFORE_COMMITTED ->
                new ReplicationRules() {
                    @Override
                    long acknowledgedBelow(long highWatermark, long ownEnd) {
                        return ownEnd;
                    }
                };
            case LEADS_ON_WHEN_REOPENED ->
                new ReplicationRules() {
                    @Override
                    boolean mayLeadOnWhenReopened() {
                        return true;
                    }
                };
            case ANSWER_COUNTS_WHEN_LESS_IS_ASKED_FOR_SINCE ->
                new ReplicationRules() {
                    @Override
                    boolean mayTakeAnswer(int minInsyncProposedWith, ReplicaState leader) {
                        return true;
                    }
                };
            case RETURNS_BEFORE_THE_METADATA_SAY ->
                new ReplicationRules() {
                    @Override
                    boolean returnsOnlyAsTheMetadataSay() {
                        return false;
                    }
                };
            case COUNTS_BEFORE_THE_FLUSH ->
                new ReplicationRules() {
                    @Override
                    boolean mayFetchFrom(long offset, ReplicaState state, Durability durability) {
                        return true;
                    }
                };
        };
    }
}
