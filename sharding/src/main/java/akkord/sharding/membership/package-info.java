/**
 * Who is in the Akka cluster: joining or forming it, and telling the cluster log who comes, goes and cannot
 * be reached. Knows Akka Cluster; knows nothing of the controller's view of nodes.
 */
@NullMarked
package akkord.sharding.membership;

import org.jspecify.annotations.NullMarked;
