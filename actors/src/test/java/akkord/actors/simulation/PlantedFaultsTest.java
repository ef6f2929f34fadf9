package akkord.actors.simulation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.fail;

import akkord.actors.controller.SimulatedController;
import akkord.actors.partition.core.FaultyReplicas;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulator can fail: with any one rule of replication broken, it finds out. */
@Execution(ExecutionMode.CONCURRENT)
class PlantedFaultsTest {

    private static final int SEEDS_MAX = 10_000;

    static Stream<PlantedFaults> faults() {
        Stream<PlantedFaults> ofReplicas = Arrays.stream(FaultyReplicas.Fault.values())
                .filter(fault -> fault != FaultyReplicas.Fault.NONE)
                .map(PlantedFaults::of);
        Stream<PlantedFaults> ofController = Arrays.stream(SimulatedController.Fault.values())
                .filter(fault -> fault != SimulatedController.Fault.NONE)
                .map(PlantedFaults::of);
        return Stream.concat(ofReplicas, ofController);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void aBrokenRuleIsFound(PlantedFaults faults) {
        for (long seed = 0; seed < SEEDS_MAX; seed++) {
            try {
                new Simulation(seed, faults, false).run();
            } catch (RuntimeException found) {
                System.out.println(faults + ": found by seed " + seed + ": " + found.getMessage());
                return;
            }
        }
        fail("no seed below " + SEEDS_MAX + " finds " + faults);
    }

    @Test
    void aSeedRunsTheSameWayEachTime() {
        assertThatCode(() -> {
                    for (long seed = 0; seed < 20; seed++) {
                        Simulation one = new Simulation(seed, PlantedFaults.NONE, true);
                        Simulation other = new Simulation(seed, PlantedFaults.NONE, true);
                        one.run();
                        other.run();
                        if (!one.world.trace().equals(other.world.trace())) fail("seed " + seed + " ran in two ways");
                    }
                })
                .doesNotThrowAnyException();
    }
}
