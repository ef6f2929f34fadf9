package akkord.protocol.door.kafka.connection;

import java.time.Duration;

/**
 * The bounds of one connection.
 *
 * @param requestBytesMax largest frame
 * @param requestElementsMax elements of all arrays of one request
 * @param requestsUnderWayMax requests read and not yet answered, beyond which nothing more is read
 * @param requestBytesUnderWayMax their bytes, likewise; a single larger request is still read
 * @param regionBytesUnsentMax bytes of file regions not yet taken by the client, likewise
 * @param regionBytesMin records of at least so many bytes leave as a file region, fewer are copied
 * @param receiveTimeout how long one request may take to come in
 * @param idleTimeout how long nothing may happen; zero or less: for ever
 */
public record ConnectionSettings(
        int requestBytesMax,
        int requestElementsMax,
        int requestsUnderWayMax,
        long requestBytesUnderWayMax,
        long regionBytesUnsentMax,
        int regionBytesMin,
        Duration receiveTimeout,
        Duration idleTimeout) {}
