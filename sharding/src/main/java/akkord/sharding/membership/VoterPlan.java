package akkord.sharding.membership;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who should vote in the journal: every node with the role {@code controller} that is up, and those that were and
 * are away. Only a node that was removed from the cluster loses its vote: a majority must not shrink with what
 * happens to be reachable.
 */
final class VoterPlan {

    /** One step: Raft changes voters one at a time. */
    record Change(int nodeId, boolean added) {}

    private VoterPlan() {}

    /**
     * @param voters now
     * @param candidates ids of the members with the role that are up and can be reached
     * @param members ids of all members, whatever their state
     * @param registered ids of the nodes the controller knows; none when that is not known
     */
    static Optional<Change> next(
            Set<Integer> voters, Set<Integer> candidates, Set<Integer> members, Set<Integer> registered) {
        for (int node : new TreeSet<>(candidates))
            if (!voters.contains(node)) return Optional.of(new Change(node, true));
        if (registered.isEmpty()) return Optional.empty();
        for (int node : new TreeSet<>(voters))
            if (!registered.contains(node) && !members.contains(node)) return Optional.of(new Change(node, false));
        return Optional.empty();
    }
}
