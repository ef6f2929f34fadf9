/**
 * The Kafka door: binds the port, with the connections of {@code connection} and the request kinds of
 * {@code handler}. What it needs of the node comes as a {@code KafkaDoorContext}.
 */
@NullMarked
package akkord.protocol.door.kafka;

import org.jspecify.annotations.NullMarked;
