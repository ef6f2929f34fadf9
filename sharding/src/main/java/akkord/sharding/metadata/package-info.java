/**
 * This node's copy of the cluster's metadata: the cache everyone reads, and the actor that feeds it from
 * the controller's updates. Knows the protocol only; knows nothing of partitions or of the disk.
 */
@NullMarked
package akkord.sharding.metadata;

import org.jspecify.annotations.NullMarked;
