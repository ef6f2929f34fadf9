/**
 * How the followers of a node get their leaders' bytes, as the partitions see it: they say what they follow and from
 * where, and are given batches. Who carries them is not known here.
 */
@NullMarked
package akkord.protocol.replica;

import org.jspecify.annotations.NullMarked;
