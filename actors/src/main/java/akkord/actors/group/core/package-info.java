/**
 * The rules of one consumer group: who is a member, when a generation begins and who owns what in it, or, by the
 * consumer protocol (classes called Consumer...), who is to have what and comes nearer to it with each heartbeat; how a
 * group moves from one to the other while it has members ({@code Migration}), and how those by the classic protocol are
 * served meanwhile ({@code ClassicMembers}); which commits count and how long they are kept. Plain classes: a request and the time go in, effects
 * come out, to be carried out in their order. Nothing here knows Akka, files, threads or clocks.
 *
 * <p>{@link akkord.actors.group.core.GroupCore} is the door. What must survive (generations, assignments, offsets) is
 * changed only by {@link akkord.actors.group.core.GroupEvent}s, which are applied at once and come out as effects to be
 * persisted before any answer is given; a core whose event could not be persisted must be thrown away. Sessions and
 * waiting requests do not survive: members ask again.
 */
@NullMarked
package akkord.actors.group.core;

import org.jspecify.annotations.NullMarked;
