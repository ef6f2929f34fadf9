package akkord.actors.partition.core;

import akkord.protocol.domain.Refusal;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.PartitionView.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a replica is at one moment.
 *
 * @param image the last decision of the controller that was taken over; all epochs are -1 before the first
 * @param minInsyncReplicas as the topic says, see {@link #leastInSync}
 * @param highWatermark everything below is on every in-sync replica; never goes back, but when the log does
 * @param flushedOffset everything below is on this node's disk
 * @param lastEpoch leader epoch of the last record, -1 if there is none
 * @param offlineReason set while {@code role} is OFFLINE
 */
public record ReplicaState(
        Role role,
        PartitionImage image,
        int minInsyncReplicas,
        long logStartOffset,
        long highWatermark,
        long flushedOffset,
        long logEndOffset,
        int lastEpoch,
        @Nullable Refusal offlineReason) {

    private static final PartitionImage UNASSIGNED =
            new PartitionImage(PartitionImage.NO_LEADER, -1, -1, List.of(), List.of());

    static ReplicaState offline(Refusal why) {
        return new ReplicaState(Role.OFFLINE, UNASSIGNED, 1, 0, 0, 0, 0, -1, why);
    }

    public boolean leads() {
        return role == Role.LEADER;
    }

    public int leader() {
        return image.leader();
    }

    public int leaderEpoch() {
        return image.leaderEpoch();
    }

    public int partitionEpoch() {
        return image.partitionEpoch();
    }

    public List<Integer> inSyncReplicas() {
        return image.inSyncReplicas();
    }

    /** Consumers of committed records read below it; the high watermark, as long as there are no transactions. */
    public long lastStableOffset() {
        return highWatermark;
    }

    /**
     * How much of the high watermark may be kept for the next start. Not what lies above the flushed offset: where a
     * log was cut and written anew, a power failure may bring back what was cut, and that was never committed.
     */
    public long highWatermarkToKeep() {
        return Math.min(highWatermark, Math.max(flushedOffset, logStartOffset));
    }

    /** Whether so few replicas are in sync that nothing may be committed, nor acknowledged on behalf of all. */
    public boolean isUnderMinInsync() {
        return inSyncReplicas().size() < leastInSync();
    }

    /** What the topic asks for; a partition of few replicas is not asked for more of them, as in Kafka. */
    int leastInSync() {
        return Math.min(minInsyncReplicas, image.replicas().size());
    }

    ReplicaState opened(ReplicaEvent.LogOpened log) {
        long watermark = Math.max(highWatermark, log.highWatermark());
        return new ReplicaState(
                Role.FOLLOWER,
                image,
                minInsyncReplicas,
                log.logStartOffset(),
                within(log.logStartOffset(), watermark, log.logEndOffset()),
                log.flushedOffset(),
                log.logEndOffset(),
                log.lastEpoch(),
                null);
    }

    ReplicaState assigned(Role newRole, PartitionImage newImage, int minInsync) {
        return new ReplicaState(
                newRole,
                newImage,
                minInsync,
                logStartOffset,
                highWatermark,
                flushedOffset,
                logEndOffset,
                lastEpoch,
                offlineReason);
    }

    ReplicaState stopped(Refusal why) {
        return new ReplicaState(
                Role.OFFLINE,
                image,
                minInsyncReplicas,
                logStartOffset,
                highWatermark,
                flushedOffset,
                logEndOffset,
                lastEpoch,
                why);
    }

    ReplicaState withHighWatermark(long watermark) {
        return withOffsets(logStartOffset, watermark, flushedOffset, logEndOffset, lastEpoch);
    }

    ReplicaState withFlushed(long flushed) {
        return withOffsets(logStartOffset, highWatermark, flushed, logEndOffset, lastEpoch);
    }

    ReplicaState withLogEnd(long logEnd, int epoch) {
        return withOffsets(logStartOffset, highWatermark, flushedOffset, logEnd, epoch);
    }

    ReplicaState withLogStart(long logStart) {
        return withOffsets(logStart, Math.max(logStart, highWatermark), flushedOffset, logEndOffset, lastEpoch);
    }

    ReplicaState cut(long logStart, long logEnd, int epoch) {
        return withOffsets(
                logStart, within(logStart, highWatermark, logEnd), Math.min(flushedOffset, logEnd), logEnd, epoch);
    }

    private ReplicaState withOffsets(long logStart, long watermark, long flushed, long logEnd, int epoch) {
        return new ReplicaState(
                role, image, minInsyncReplicas, logStart, watermark, flushed, logEnd, epoch, offlineReason);
    }

    private static long within(long low, long value, long high) {
        return Math.max(low, Math.min(value, high));
    }
}
