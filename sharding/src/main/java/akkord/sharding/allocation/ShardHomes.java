package akkord.sharding.allocation;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rule of placement: the shard of node n belongs to the region on node n, and nowhere else.
 *
 * @param regions where each shard region runs, by the node's number
 * @param everyMemberUp whether all members of the cluster are up and reachable
 */
record ShardHomes<R>(Map<Integer, R> regions, boolean everyMemberUp) {

    /** Empty while the node is away: its shard then has no home. */
    Optional<R> homeOf(String shardId) {
        return Optional.ofNullable(regions.get(Integer.parseInt(shardId)));
    }

    /**
     * The shards that are not at home although they could be. Nothing unless every member is up and no
     * region is left of a member that has gone: handing off from a dead region blocks until its timeout.
     */
    Set<String> misplaced(Map<R, ? extends Iterable<String>> allocations) {
        if (!everyMemberUp || !regions.values().containsAll(allocations.keySet())) return Set.of();
        Set<String> found = new java.util.HashSet<>();
        allocations.forEach((region, shards) -> {
            for (String shard : shards)
                if (homeOf(shard).filter(home -> !home.equals(region)).isPresent()) found.add(shard);
        });
        return found;
    }
}
