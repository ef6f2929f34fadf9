package akkord.actors.group.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Made-up histories of a share group, each drawn from a seed; what must never happen, and what must be in the end. */
@Execution(ExecutionMode.CONCURRENT)
class ShareSimulationTest {

    private static final int SEEDS = Integer.getInteger("akkord.shares.seeds", 300);
    private static final long ONE = Long.getLong("akkord.shares.seed", -1);

    @Test
    void whateverMembersDoAllIsReadInTheEndByThoseWhoWantIt() {
        long from = ONE >= 0 ? ONE : 0;
        long to = ONE >= 0 ? ONE + 1 : SEEDS;
        long epochs = 0;
        for (long seed = from; seed < to; seed++) {
            SimulatedSharers group = new SimulatedSharers(seed);
            try {
                group.run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " (again with -Dakkord.shares.seed=" + seed + ")\n" + group.story(), e);
            }
            epochs += group.epochs();
        }
        System.out.println("sharers simulated: " + (to - from) + " histories, " + epochs + " epochs");
        assertThat(epochs).isGreaterThan(10 * (to - from));
    }
}
