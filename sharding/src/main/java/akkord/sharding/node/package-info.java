/**
 * The node: starts every part in the right order, as much at once as can be, plugs them into each other, and
 * stops them in the reverse order. The only package of this module that knows the log and the journal.
 */
@NullMarked
package akkord.sharding.node;

import org.jspecify.annotations.NullMarked;
