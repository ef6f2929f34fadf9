/**
 * Where sharded entities live: the entity type of partition replicas, their ids, and the strategy that pins
 * them to the node whose disk holds their files. Knows Akka Cluster Sharding; knows nothing of logs.
 */
@NullMarked
package akkord.sharding.allocation;

import org.jspecify.annotations.NullMarked;
