/**
 * The node's settings: the layers they come from (flags, -D, the operator's file, defaults), the check of
 * every key against what is known, and the typed result. Knows HOCON and the protocol's broker settings;
 * knows nothing of Akka, of the node or of the command line.
 */
@NullMarked
package akkord.sharding.settings;

import org.jspecify.annotations.NullMarked;
