/**
 * The gRPC door: services over Akka gRPC on the node's gRPC port. A class for each call; {@link
 * akkord.protocol.door.grpc.GrpcServices} is the table of them. Knows the inside only through the interfaces in
 * {@link akkord.protocol.door.grpc.DoorContext}; turns refusals into statuses and keeps what is malformed outside.
 */
@NullMarked
package akkord.protocol.door.grpc;

import org.jspecify.annotations.NullMarked;
