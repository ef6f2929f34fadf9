/**
 * The other end of the Kafka door: fetches, as a follower, from the Kafka ports of the nodes that lead. One event
 * loop a node, one connection a leader's node, one incremental fetch session a connection. What comes in lies in
 * pooled direct memory and goes from there into the followers' logs. Knows Netty and the generated messages; of the
 * followers it knows their actors, of the cluster its image.
 */
@NullMarked
package akkord.protocol.door.kafka.replica;

import org.jspecify.annotations.NullMarked;
