/**
 * A small client of the gRPC services for programs that must start quickly: the command line, the
 * benchmarks, the system tests. Plain gRPC over one connection, without an actor system. Knows the messages
 * of {@code akkord.protocol.grpc.v1} and nothing else of Akkord.
 */
@NullMarked
package akkord.sharding.client;

import org.jspecify.annotations.NullMarked;
