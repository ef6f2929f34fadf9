package akkord.protocol.door.kafka.connection;

import java.util.concurrent.Executor;

/**
 * What all connections of a door share.
 *
 * @param workers for requests that may block; rejects when too many wait
 */
public record Services(RequestKinds kinds, Executor workers, Page page, TransferCounters counters) {}
