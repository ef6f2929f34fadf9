package akkord.protocol.metadata;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.List;

/**
 * What the controller has decided for one partition. Stored and sent as a list of its fields without their
 * names, since there are many: new fields go to the end.
 *
 * @param leader the leader's node id, or {@link #NO_LEADER}
 * @param leaderEpoch grows with every change of leader
 * @param partitionEpoch grows with every change of anything here
 * @param replicas node ids, the preferred leader first
 * @param inSyncReplicas node ids
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record PartitionImage(
        int leader, int leaderEpoch, int partitionEpoch, List<Integer> replicas, List<Integer> inSyncReplicas) {

    public static final int NO_LEADER = -1;

    public PartitionImage {
        replicas = List.copyOf(replicas);
        inSyncReplicas = List.copyOf(inSyncReplicas);
    }
}
