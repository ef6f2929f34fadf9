/**
 * How the coordinator of a consumer group is spoken to. Commands and answers cross nodes, since a group's coordinator
 * runs wherever its shard does; whoever asks need not know where ({@link akkord.protocol.group.GroupAccess}).
 */
@NullMarked
package akkord.protocol.group;

import org.jspecify.annotations.NullMarked;
