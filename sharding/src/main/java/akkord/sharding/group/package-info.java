/**
 * Where the coordinators of groups live: their entity type, spread over the nodes that have the journal, and the way to
 * ask one of them from any node. Knows Akka Cluster Sharding; what a coordinator decides is not known here.
 */
@NullMarked
package akkord.sharding.group;

import org.jspecify.annotations.NullMarked;
