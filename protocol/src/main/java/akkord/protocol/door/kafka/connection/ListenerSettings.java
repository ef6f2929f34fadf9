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
 * @param partialRequestBytesMax memory of requests that have not come whole, of all connections together
 * @param partialRequestStalledAfter when nothing has come of one for so long, and another waits for memory for as long,
 *     its connection may be closed
 * @param unsentAnswerBytesMax memory of answers that clients have not taken, of all connections together
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
        long partialRequestBytesMax,
        Duration partialRequestStalledAfter,
        long unsentAnswerBytesMax,
        Duration drainTimeout,
        ConnectionSettings connection) {}
