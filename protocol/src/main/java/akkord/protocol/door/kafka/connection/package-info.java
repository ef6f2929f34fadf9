/**
 * A connection of the Kafka protocol: framing, decoding, order of answers, back-pressure, limits, zero-copy
 * encoding. Knows Netty and the generated messages, and that a request kind has a {@code RequestHandler};
 * it does not know which kinds there are, nor what a partition is.
 */
@NullMarked
package akkord.protocol.door.kafka.connection;

import org.jspecify.annotations.NullMarked;
