package akkord.actors.partition.core;

import akkord.protocol.domain.Refusal;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.PartitionView.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a replica is at one moment.
 *
 * @param partitionEpoch of the last decision of the controller that was taken over; -1 before the first
 * @param minInsyncReplicas without so many in-sync replicas, nothing is acknowledged on behalf of all
 * @param highWatermark everything below is on every in-sync replica; never goes back
 * @param flushedOffset everything below is on this node's disk
 * @param offlineReason set while {@code role} is OFFLINE
 */
public record ReplicaState(
        Role role,
        int leader,
        int leaderEpoch,
        int partitionEpoch,
        List<Integer> inSyncReplicas,
        int minInsyncReplicas,
        long logStartOffset,
        long highWatermark,
        long flushedOffset,
        long logEndOffset,
        @Nullable Refusal offlineReason) {

    static ReplicaState offline(Refusal why) {
        return new ReplicaState(Role.OFFLINE, PartitionImage.NO_LEADER, -1, -1, List.of(), 1, 0, 0, 0, 0, why);
    }

    public boolean leads() {
        return role == Role.LEADER;
    }

    /** Consumers of committed records read below it; the high watermark, as long as there are no transactions. */
    public long lastStableOffset() {
        return highWatermark;
    }

    ReplicaState opened(long logStart, long logEnd, long flushed) {
        long watermark = Math.max(logStart, Math.min(highWatermark, logEnd));
        return new ReplicaState(
                Role.FOLLOWER,
                leader,
                leaderEpoch,
                partitionEpoch,
                inSyncReplicas,
                minInsyncReplicas,
                logStart,
                watermark,
                flushed,
                logEnd,
                null);
    }

    ReplicaState assigned(Role newRole, PartitionImage image, int minInsync) {
        return new ReplicaState(
                newRole,
                image.leader(),
                image.leaderEpoch(),
                image.partitionEpoch(),
                image.inSyncReplicas(),
                minInsync,
                logStartOffset,
                highWatermark,
                flushedOffset,
                logEndOffset,
                offlineReason);
    }

    ReplicaState stopped(Refusal why) {
        return new ReplicaState(
                Role.OFFLINE,
                leader,
                leaderEpoch,
                partitionEpoch,
                inSyncReplicas,
                minInsyncReplicas,
                logStartOffset,
                highWatermark,
                flushedOffset,
                logEndOffset,
                why);
    }

    ReplicaState withOffsets(long logStart, long watermark, long flushed, long logEnd) {
        return new ReplicaState(
                role,
                leader,
                leaderEpoch,
                partitionEpoch,
                inSyncReplicas,
                minInsyncReplicas,
                logStart,
                watermark,
                flushed,
                logEnd,
                offlineReason);
    }
}
