package akkord.actors.simulation;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Replication under every kind of trouble, for many seeds. {@code -Dakkord.simulation.seeds=N} runs N of them,
 * {@code -Dakkord.simulation.seed=S} replays one and shows what happened in it.
 */
@Execution(ExecutionMode.CONCURRENT)
class SimulationTest {

    private static final int SEEDS = 20_000;

    @Test
    void thePromisesOfReplicationHoldInWhateverTrouble() {
        Long one = Long.getLong("akkord.simulation.seed");
        if (one != null) {
            Replay.show(one, PlantedFaults.NONE);
            return;
        }
        long seeds = Long.getLong("akkord.simulation.seeds", SEEDS);
        long first = Long.getLong("akkord.simulation.first", 0);
        long acknowledged = 0;
        for (long seed = first; seed < first + seeds; seed++) acknowledged += Replay.run(seed, PlantedFaults.NONE);
        System.out.println(seeds + " seeds, " + acknowledged + " records acknowledged for all");
    }
}
