/** Questions to actors from outside of them, and messages to those that every node has. */
@NullMarked
package akkord.sharding.ask;

import org.jspecify.annotations.NullMarked;
