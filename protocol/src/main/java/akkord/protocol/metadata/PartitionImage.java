package akkord.protocol.metadata;

import java.util.List;

/**
 * What the controller has decided for one partition.
 *
 * @param leader the leader's node id, or {@link #NO_LEADER}
 * @param leaderEpoch grows with every change of leader
 * @param partitionEpoch grows with every change of anything here
 * @param replicas node ids, the preferred leader first
 * @param inSyncReplicas node ids
 */
public record PartitionImage(
        int leader, int leaderEpoch, int partitionEpoch, List<Integer> replicas, List<Integer> inSyncReplicas) {

    public static final int NO_LEADER = -1;

    public PartitionImage {
        replicas = List.copyOf(replicas);
        inSyncReplicas = List.copyOf(inSyncReplicas);
    }
}
