/** Questions to actors from outside of them. */
@NullMarked
package akkord.sharding.ask;

import org.jspecify.annotations.NullMarked;
