/**
 * The deterministic simulator of replication: the real cores of replicas and controller in a world of made-up nodes,
 * disks, network and clients, where everything that happens is drawn from a seed. After every step the promises of
 * replication are checked against a record of what was committed. {@code SimulationTest} says how to run more seeds
 * and how to replay one.
 */
@NullMarked
package akkord.actors.simulation;

import org.jspecify.annotations.NullMarked;
