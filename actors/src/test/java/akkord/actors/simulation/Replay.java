package akkord.actors.simulation;

import java.util.List;

/** Runs a seed; one that fails is run again to tell what happened. */
final class Replay {

    private static final int LINES_MAX = 150;

    private Replay() {}

    /** Returns how many records were acknowledged for all. @throws AssertionError with how to replay it */
    static int run(long seed, PlantedFaults faults) {
        Simulation simulation = new Simulation(seed, faults, false);
        try {
            simulation.run();
            return simulation.truth.acknowledgedCount();
        } catch (RuntimeException broken) {
            throw new AssertionError(failure(seed, faults, broken), broken);
        }
    }

    private static String failure(long seed, PlantedFaults faults, RuntimeException broken) {
        Simulation again = new Simulation(seed, faults, true);
        try {
            again.run();
        } catch (RuntimeException sameAgain) {
            // the trace up to here is what is wanted
        }
        List<String> trace = again.world.trace();
        List<String> last = trace.subList(Math.max(0, trace.size() - LINES_MAX), trace.size());
        return "seed " + seed + ": " + broken.getMessage() + "\n  replay it with: mvn verify -pl actors -am"
                + " -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dakkord.simulation.seed=" + seed
                + "\n" + String.join("\n", last) + "\n" + again.describe();
    }

    static void show(long seed, PlantedFaults faults) {
        Simulation simulation = new Simulation(seed, faults, true);
        try {
            simulation.run();
        } catch (RuntimeException broken) {
            throw new AssertionError(failure(seed, faults, broken), broken);
        }
        simulation.world.trace().forEach(System.out::println);
    }
}
