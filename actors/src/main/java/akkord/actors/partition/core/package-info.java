/**
 * The rules of one partition replica: what is admitted into its log, who leads, how far the high watermark
 * may go, which producer may be answered. Plain classes: an event and the time go in, effects come out.
 * Nothing here knows Akka, files, threads or clocks, so that every rule can be tested by itself and
 * simulated together with others of its kind.
 */
@NullMarked
package akkord.actors.partition.core;

import org.jspecify.annotations.NullMarked;
