/**
 * The request kinds of the Kafka protocol: one handler each, listed in {@code RequestTable}. Knows the inside
 * only as interfaces ({@code KafkaDoorContext}); no sockets, no files.
 */
@NullMarked
package akkord.protocol.door.kafka.handler;

import org.jspecify.annotations.NullMarked;
