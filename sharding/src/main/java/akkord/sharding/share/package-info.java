/**
 * Where the keepers of share-partitions live: their entity type, spread over the nodes that have the journal, and the way
 * to ask one of them from any node. Knows Akka Cluster Sharding; what a keeper decides is not known here.
 */
@NullMarked
package akkord.sharding.share;

import org.jspecify.annotations.NullMarked;
