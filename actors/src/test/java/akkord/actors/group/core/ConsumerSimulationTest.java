package akkord.actors.group.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Made-up histories of a group of the consumer protocol, each drawn from a seed; one that breaks a promise is printed. */
class ConsumerSimulationTest {

    private static final int SEEDS = Integer.getInteger("akkord.consumers.seeds", 250);
    private static final long ONE = Long.getLong("akkord.consumers.seed", -1);

    @Test
    void membersThatComeGoStallAndRepeatThemselvesNeverReadTheSamePartition() {
        long from = ONE >= 0 ? ONE : 0;
        long to = ONE >= 0 ? ONE + 1 : SEEDS;
        long epochs = 0;
        for (long seed = from; seed < to; seed++) {
            SimulatedConsumers group = new SimulatedConsumers(seed);
            try {
                group.run();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "seed " + seed + " (again with -Dakkord.consumers.seed=" + seed + ")\n" + group.story(), e);
            }
            epochs += group.epochs();
        }
        System.out.println("consumers simulated: " + (to - from) + " histories, " + epochs + " epochs");
        assertThat(epochs).isGreaterThan(10 * (to - from));
    }
}
