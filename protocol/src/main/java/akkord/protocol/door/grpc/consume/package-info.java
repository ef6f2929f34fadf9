/**
 * Members of consumer groups and of share groups (queues) over gRPC: each stream is an actor that joins, beats and leaves as
 * Kafka's clients do, and reads what it is given through the same fetch as any other stream. Knows groups, the keepers of
 * share-partitions and fetches by their interfaces only.
 */
@NullMarked
package akkord.protocol.door.grpc.consume;

import org.jspecify.annotations.NullMarked;
