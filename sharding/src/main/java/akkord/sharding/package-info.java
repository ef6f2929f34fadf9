/**
 * The command {@code akkord}: its root, and {@code start}. Knows the command line (`cli`) and the node
 * (`node`); nothing in the other packages knows this one.
 */
@NullMarked
package akkord.sharding;

import org.jspecify.annotations.NullMarked;
