package akkord.actors.simulation;

import akkord.actors.partition.core.Durability;

/**
 * What stays the same through one seed.
 *
 * @param nodes in the cluster; the partition has three replicas, or as many as there are nodes
 * @param unclean whether the topic allows elections that lose records: then only the rest is promised
 */
record Scenario(
        int nodes,
        Durability durability,
        int minInSync,
        boolean unclean,
        double lossRate,
        double duplicateRate,
        int delayMillisMax,
        int flushMillisMax,
        double faultsPerSecond,
        int chaosMillis) {

    static final int LAG_MILLIS_MAX = 400;

    static Scenario draw(World world) {
        int nodes = world.chance(0.4) ? 4 : 3;
        Durability durability = world.chance(0.4) ? Durability.DISK : Durability.PAGE_CACHE;
        return new Scenario(
                nodes,
                durability,
                world.chance(0.75) ? 2 : world.between(1, 3),
                world.chance(0.05),
                world.chance(0.5) ? 0 : world.random.nextDouble() * 0.1,
                world.chance(0.5) ? 0 : world.random.nextDouble() * 0.1,
                world.between(5, 60),
                world.chance(0.8) ? world.between(5, 40) : world.between(100, 400),
                world.between(2, 12),
                world.between(2_000, 6_000));
    }

    int replicas() {
        return Math.min(nodes, 3);
    }
}
