/**
 * What behaves. Each behaviour is a pure core (rules: no Akka, no I/O, no clock) and an actor shell that runs
 * what the core decides: {@code partition} is one replica of one partition, {@code controller} the cluster's
 * memory of topics and leaders. Actors here know the log and the protocol; where they live, who starts
 * them and which node they are on is decided above, in {@code sharding}.
 */
@NullMarked
package akkord.actors;

import org.jspecify.annotations.NullMarked;
