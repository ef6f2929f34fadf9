package akkord.actors.share.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Made-up histories of a share-partition, each drawn from a seed; one that breaks a promise is printed. */
@Execution(ExecutionMode.CONCURRENT)
class SharePartitionSimulationTest {

    private static final int SEEDS = Integer.getInteger("akkord.share-partitions.seeds", 80);
    private static final long ONE = Long.getLong("akkord.share-partitions.seed", -1);

    @Test
    void whateverMembersKeeperAndNetworkDoEachOffsetIsOneMembersAndComesToAnEnd() {
        long from = ONE >= 0 ? ONE : 0;
        long to = ONE >= 0 ? ONE + 1 : SEEDS;
        long delivered = 0;
        long givenUp = 0;
        long failovers = 0;
        long letters = 0;
        for (long seed = from; seed < to; seed++) {
            SimulatedShare share = new SimulatedShare(seed);
            try {
                share.run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " (again with -Dakkord.share-partitions.seed=" + seed + ")\n" + share.story(),
                        e);
            }
            delivered += share.facts().deliveredInAll();
            givenUp += share.facts().givenUp();
            failovers += share.failovers();
            letters += share.facts().letters();
        }
        System.out.println("share-partitions simulated: " + (to - from) + " histories, " + delivered + " deliveries, "
                + givenUp + " given up, " + letters + " dead letters, " + failovers + " failovers");
        assertThat(delivered).isGreaterThan(100 * (to - from));
        assertThat(givenUp).isGreaterThan(to - from);
        assertThat(letters).isGreaterThan(10 * (to - from));
        assertThat(failovers).isGreaterThan(to - from);
    }
}
