/**
 * Consumer groups as actors. {@link akkord.actors.group.GroupCoordinator} is the shell around {@code core}, one for each
 * group, event-sourced: it persists what the core decides, then answers; commits that wait in its mailbox share a write.
 * {@link akkord.actors.group.GroupDirectory} remembers which groups there are, since nobody can ask for the names of
 * actors that sleep. Knows the protocol; knows neither doors, nor on which node it was started or why.
 */
@NullMarked
package akkord.actors.group;

import org.jspecify.annotations.NullMarked;
