package akkord.actors.group.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Thousands of made-up histories of a group, each drawn from a seed; a seed that breaks a promise is printed. */
@Execution(ExecutionMode.CONCURRENT)
class GroupSimulationTest {

    private static final int SEEDS = Integer.getInteger("akkord.groups.seeds", 4_000);
    private static final long ONE = Long.getLong("akkord.groups.seed", -1);

    @Test
    void membersThatJoinLeaveStallRepeatAndReorderNeverShareAPartition() {
        long from = ONE >= 0 ? ONE : 0;
        long to = ONE >= 0 ? ONE + 1 : SEEDS;
        long generations = 0;
        long commits = 0;
        for (long seed = from; seed < to; seed++) {
            SimulatedGroup group = new SimulatedGroup(seed);
            try {
                group.run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " (again with -Dakkord.groups.seed=" + seed + ")\n" + group.story(), e);
            }
            generations += group.generations();
            commits += group.commits();
        }
        System.out.println("groups simulated: " + (to - from) + " histories, " + generations + " generations, "
                + commits + " commits");
        assertThat(generations).isGreaterThan(to - from);
        assertThat(commits).isGreaterThan(to - from);
    }
}
