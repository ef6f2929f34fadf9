package akkord.actors.simulation;

import akkord.actors.controller.SimulatedController;
import akkord.actors.partition.core.FaultyReplicas;

/** Which rule is broken, to show that the simulator finds it. */
record PlantedFaults(FaultyReplicas.Fault replicas, SimulatedController.Fault controller) {

    static final PlantedFaults NONE = new PlantedFaults(FaultyReplicas.Fault.NONE, SimulatedController.Fault.NONE);

    static PlantedFaults of(FaultyReplicas.Fault fault) {
        return new PlantedFaults(fault, SimulatedController.Fault.NONE);
    }

    static PlantedFaults of(SimulatedController.Fault fault) {
        return new PlantedFaults(FaultyReplicas.Fault.NONE, fault);
    }
}
