/**
 * The controller: one in the cluster, event-sourced; decides what topics, partitions, leaders, settings and nodes
 * there are.
 *
 * <p>{@link akkord.actors.controller.ControllerCore} is the pure core: a state and a command give an event or a
 * refusal, and events give the next state. {@link akkord.actors.controller.Controller} is the shell that persists
 * the event, answers, and sends what changed to the nodes. Each kind of command has a handler class and a row in
 * the core's table.
 *
 * <p>The controller says what is to be; it never talks to partitions. Nodes reconcile with the image, which
 * {@link akkord.actors.controller.MetadataApplier} keeps current from the updates. Knows {@code akkord.protocol};
 * knows nothing of logs, doors or where it runs.
 */
@NullMarked
package akkord.actors.controller;

import org.jspecify.annotations.NullMarked;
