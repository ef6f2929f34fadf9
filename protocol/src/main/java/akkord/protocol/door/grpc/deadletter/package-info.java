/**
 * The dead-letter topics of share groups (KIP-1191): reads what was given up from wherever it is led, if the group wants
 * copies, and writes a record for each offset to wherever the topic is led, as any client of the gRPC port would. Which
 * offsets those are, and when it is tried again, the keepers of share-partitions decide.
 */
@NullMarked
package akkord.protocol.door.grpc.deadletter;

import org.jspecify.annotations.NullMarked;
