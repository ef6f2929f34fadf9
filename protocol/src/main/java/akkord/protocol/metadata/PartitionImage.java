package akkord.protocol.metadata;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the controller has decided for one partition. Stored and sent as a list of its fields without their
 * names, since there are many: new fields go to the end, and what an older Akkord has stored lacks them.
 *
 * @param leader the leader's node id, or {@link #NO_LEADER}
 * @param leaderEpoch grows with every change of leader
 * @param partitionEpoch grows with every change of anything here
 * @param replicas node ids, the preferred leader first
 * @param inSyncReplicas node ids; may be empty while there is no leader
 * @param eligibleLeaderReplicas node ids of those that left the in-sync replicas when these were fewer than
 *     {@code min.insync.replicas}: since nothing was committed after that, they lack nothing and may lead (KIP-966)
 * @param lastKnownLeaders the last leader, kept while nobody is known to have every committed record; or empty
 * @param addingReplicas node ids among the replicas that a reassignment adds
 * @param removingReplicas node ids among the replicas that go when the added ones are in sync
 */
@JsonFormat(shape = JsonFormat.Shape.ARRAY)
public record PartitionImage(
        int leader,
        int leaderEpoch,
        int partitionEpoch,
        List<Integer> replicas,
        List<Integer> inSyncReplicas,
        List<Integer> eligibleLeaderReplicas,
        List<Integer> lastKnownLeaders,
        List<Integer> addingReplicas,
        List<Integer> removingReplicas) {

    public static final int NO_LEADER = -1;

    public PartitionImage {
        replicas = List.copyOf(replicas);
        inSyncReplicas = List.copyOf(inSyncReplicas);
        eligibleLeaderReplicas = orEmpty(eligibleLeaderReplicas);
        lastKnownLeaders = orEmpty(lastKnownLeaders);
        addingReplicas = orEmpty(addingReplicas);
        removingReplicas = orEmpty(removingReplicas);
    }

    /** One without a reassignment, whose in-sync replicas are enough. */
    public PartitionImage(
            int leader, int leaderEpoch, int partitionEpoch, List<Integer> replicas, List<Integer> inSyncReplicas) {
        this(leader, leaderEpoch, partitionEpoch, replicas, inSyncReplicas, List.of(), List.of(), List.of(), List.of());
    }

    public boolean hasLeader() {
        return leader != NO_LEADER;
    }

    public boolean isBeingReassigned() {
        return !addingReplicas.isEmpty() || !removingReplicas.isEmpty();
    }

    private static List<Integer> orEmpty(@Nullable List<Integer> nodes) {
        return nodes == null ? List.of() : List.copyOf(nodes);
    }
}
