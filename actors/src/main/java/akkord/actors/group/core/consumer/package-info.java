/**
 * What a group of the consumer protocol (KIP-848) is made of: its members and what each has, what each is to have, the
 * assignors that decide it, subscriptions by name and by regular expression, and the one step by which a member comes
 * nearer to its target without ever taking what another one still reads. Plain values and functions; who asks, what is
 * persisted and what is answered is decided in {@link akkord.actors.group.core}.
 */
@NullMarked
package akkord.actors.group.core.consumer;

import org.jspecify.annotations.NullMarked;
