/**
 * Makes the partition replicas of this node what the cluster's metadata says they are: a pure comparison,
 * and the actor that carries out the difference, a bounded number at a time. Knows replicas by their id and
 * folders by their name; opens no log itself.
 */
@NullMarked
package akkord.sharding.reconcile;

import org.jspecify.annotations.NullMarked;
