package akkord.protocol.door.kafka.connection;

import java.time.Duration;
import java.util.Map;

/**
 * The bounds of a listener.
 *
 * @param eventLoops threads that serve all connections
 * @param backlog connections the system queues before they are accepted
 * @param sendBufferBytes of a socket, -1: the system's default
 * @param receiveBufferBytes likewise
 * @param connectionsOverrides of {@code connectionsPerAddressMax}, by address as text
 * @param drainTimeout how long connections may take to end when the listener closes
 */
public record ListenerSettings(
        int eventLoops,
        int backlog,
        int sendBufferBytes,
        int receiveBufferBytes,
        int connectionsMax,
        int connectionsPerAddressMax,
        Map<String, Integer> connectionsOverrides,
        Duration drainTimeout,
        ConnectionSettings connection) {}
