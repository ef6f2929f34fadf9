package akkord.actors.group.core;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.group.core.SimulatedClassic.Kind;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Made-up histories of a group of the consumer protocol, each drawn from a seed; one that breaks a promise is printed. */
@Execution(ExecutionMode.CONCURRENT)
class ConsumerSimulationTest {

    private static final int SEEDS = Integer.getInteger("akkord.consumers.seeds", 250);
    private static final long ONE = Long.getLong("akkord.consumers.seed", -1);
    private static final int MIXED_SEEDS = Integer.getInteger("akkord.mixed.seeds", 250);
    private static final long MIXED_ONE = Long.getLong("akkord.mixed.seed", -1);

    @Test
    void membersThatComeGoStallAndRepeatThemselvesNeverReadTheSamePartition() {
        run("akkord.consumers", ONE, SEEDS, seed -> null);
    }

    @Test
    void neitherDoMembersOfBothProtocolsWhileTheGroupMovesFromOneToTheOther() {
        run("akkord.mixed", MIXED_ONE, MIXED_SEEDS, seed -> seed % 2 == 0 ? Kind.COOPERATIVE : Kind.EAGER);
    }

    private static void run(String name, long one, int seeds, LongFunction<Kind> classic) {
        long from = one >= 0 ? one : 0;
        long to = one >= 0 ? one + 1 : seeds;
        long epochs = 0;
        for (long seed = from; seed < to; seed++) {
            SimulatedConsumers group = new SimulatedConsumers(seed, classic.apply(seed));
            try {
                group.run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " (again with -D" + name + ".seed=" + seed + ")\n" + group.story(), e);
            }
            epochs += group.epochs();
        }
        System.out.println(name + " simulated: " + (to - from) + " histories, " + epochs + " epochs");
        assertThat(epochs).isGreaterThan(10 * (to - from));
    }
}
