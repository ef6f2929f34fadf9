package akkord.protocol.partition;

import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * What a partition replica lets anyone read at one moment. The replica's actor replaces it whole; readers
 * take it without a message and without a lock.
 *
 * @param role what the replica does now
 * @param lastLedEpoch the latest leader epoch in which the replica led in this process; -1 if it never did
 * @param epochStartOffset of a leader, the end of its log when its epoch began: until its high watermark has come so far
 *     it may lie below what the leader before has told; else 0
 * @param offlineReason why it does not serve, when {@code role} is OFFLINE
 * @param logStartOffset the first offset kept
 * @param highWatermark consumers read below it
 * @param lastStableOffset consumers of committed records read below it
 * @param logEndOffset the offset the next record will get
 * @param log the records, null when OFFLINE before the log could be opened
 */
public record PartitionView(
        TopicPartition partition,
        TopicId topicId,
        Role role,
        int leader,
        int leaderEpoch,
        int lastLedEpoch,
        long epochStartOffset,
        @Nullable Refusal offlineReason,
        long logStartOffset,
        long highWatermark,
        long lastStableOffset,
        long logEndOffset,
        @Nullable LogReader log) {

    private static final int NEVER = -1;

    /** One that leads all its log, or never did. */
    public PartitionView(
            TopicPartition partition,
            TopicId topicId,
            Role role,
            int leader,
            int leaderEpoch,
            @Nullable Refusal offlineReason,
            long logStartOffset,
            long highWatermark,
            long lastStableOffset,
            long logEndOffset,
            @Nullable LogReader log) {
        this(
                partition,
                topicId,
                role,
                leader,
                leaderEpoch,
                role == Role.LEADER ? leaderEpoch : NEVER,
                0,
                offlineReason,
                logStartOffset,
                highWatermark,
                lastStableOffset,
                logEndOffset,
                log);
    }

    /** Whether it has not just handed over to another: who comes to it may have heard sooner that it is to lead. */
    public boolean mayBeAboutToLead() {
        return role == Role.FOLLOWER && (lastLedEpoch == NEVER || lastLedEpoch < leaderEpoch - 1);
    }

    /** What a replica does. */
    public enum Role {
        LEADER,
        FOLLOWER,
        /** It has files but may not serve: damaged, full beyond repair, or still opening. */
        OFFLINE
    }
}
