/**
 * Evidence that a node is gone, faster than the membership layer may be: a connection to every other node that is
 * closed and refused, calls that stay unanswered, and what Akka says. The controller is told at once and moves
 * leadership; that is safe however wrong the suspicion is, since epochs fence. Knows Akka's cluster and its TCP;
 * what a suspicion leads to is not known here.
 */
@NullMarked
package akkord.sharding.failover;

import org.jspecify.annotations.NullMarked;
