/**
 * What a share group (KIP-932) is made of: its members, which partitions each is to read, the assignor that decides it,
 * and of which partitions the group keeps state. Members share records, so that several may read one partition, and
 * nobody waits for anybody to give one up. What it has in common with groups of the consumer protocol is in {@link
 * akkord.actors.group.core.consumer}. Plain values and functions; who asks, what is persisted and what is answered is
 * decided in {@link akkord.actors.group.core}.
 */
@NullMarked
package akkord.actors.group.core.share;

import org.jspecify.annotations.NullMarked;
