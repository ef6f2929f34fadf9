/** How a partition replica is spoken to: the commands of its actor, and the view anyone may read without asking it. */
@NullMarked
package akkord.protocol.partition;

import org.jspecify.annotations.NullMarked;
