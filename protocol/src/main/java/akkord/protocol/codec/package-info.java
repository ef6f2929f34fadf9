/**
 * Record batches from the inside: records into a batch and out of it, compressed or not, and the hash that
 * Kafka's clients choose partitions by. The one package that touches the internals of kafka-clients, and of those
 * only the codecs and the hash; the layout itself is written down here and in {@code akkord.protocol.batch}. Knows
 * no actor, no file and no door.
 */
@NullMarked
package akkord.protocol.codec;

import org.jspecify.annotations.NullMarked;
