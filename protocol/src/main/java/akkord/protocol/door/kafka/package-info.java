/**
 * The Kafka door: binds the port, with the connections of {@code connection} and the request kinds of
 * {@code handler}. What it needs of the node comes as a {@code KafkaDoorContext}. Its other end, which
 * fetches from other nodes' ports for this node's followers, is {@code replica}.
 */
@NullMarked
package akkord.protocol.door.kafka;

import org.jspecify.annotations.NullMarked;
