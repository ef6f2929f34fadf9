/**
 * The client commands of {@code akkord}: one class for each, and what they share (the connection's options,
 * tables, JSON, progress). Every command talks to a node through {@code akkord.sharding.client}; none of
 * them starts an actor system or knows the node's inside.
 *
 * <p>Results go to standard output, everything else to standard error; a failure is one sentence there and
 * exit code 1, a wrong command line is exit code 2.
 */
@NullMarked
package akkord.sharding.cli;

import org.jspecify.annotations.NullMarked;
