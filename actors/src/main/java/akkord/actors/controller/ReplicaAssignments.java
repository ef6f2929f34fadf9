package akkord.actors.controller;

import static akkord.actors.controller.Outcomes.refuse;

import akkord.protocol.domain.ErrorCode;
import java.util.List;
import java.util.Set;

/** Checks replicas that a request names itself. */
final class ReplicaAssignments {

    private ReplicaAssignments() {}

    /**
     * @param firstPartition the number of the first partition in {@code assignment}
     * @throws akkord.protocol.domain.RefusedException INVALID_REPLICA_ASSIGNMENT
     */
    static void check(
            List<List<Integer>> assignment, int firstPartition, int replicationFactor, ControllerState state) {
        Set<Integer> live = state.liveNodes();
        for (int index = 0; index < assignment.size(); index++) {
            checkOne("partition " + (firstPartition + index), assignment.get(index), replicationFactor, state, live);
        }
    }

    private static void checkOne(
            String partition, List<Integer> replicas, int replicationFactor, ControllerState state, Set<Integer> live) {
        if (replicas.isEmpty()) throw invalid(partition + " is given no replicas");
        if (replicas.size() != replicationFactor)
            throw invalid(partition + " is given " + replicas.size() + " replicas, but the topic has "
                    + replicationFactor + " of each partition");
        if (!Outcomes.repeated(replicas).isEmpty())
            throw invalid(partition + " is given the same node more than once: " + replicas);
        for (int node : replicas) {
            if (!state.nodes().containsKey(node))
                throw invalid(partition + " is given to node " + node + ", which is not in the cluster; the nodes are "
                        + state.nodes().keySet().stream().sorted().toList());
        }
        if (replicas.stream().noneMatch(live::contains))
            throw invalid(partition + " is given to nodes none of which is up: " + replicas);
    }

    private static RuntimeException invalid(String sentence) {
        return refuse(ErrorCode.INVALID_REPLICA_ASSIGNMENT, sentence);
    }
}
