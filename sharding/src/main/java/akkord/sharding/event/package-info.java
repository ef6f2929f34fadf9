/**
 * The cluster log of this node: a bounded ring of the latest events, a log line each, and streams that
 * read the ring. Knows the protocol's event types; knows nothing of who tells the events.
 */
@NullMarked
package akkord.sharding.event;

import org.jspecify.annotations.NullMarked;
