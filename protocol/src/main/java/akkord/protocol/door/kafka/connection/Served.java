package akkord.protocol.door.kafka.connection;

import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * A row of the request table.
 *
 * @param from oldest version that is honoured
 * @param to newest version that is honoured
 * @param where the threads it may run on
 */
public record Served(ApiKeys key, int from, int to, Where where, RequestHandler<?> handler) {

    /** Which threads a request kind is handled on. */
    public enum Where {
        /** The connection's event loop: never blocks. */
        EVENT_LOOP,
        /** A worker: it may read from disk. */
        WORKER
    }

    public boolean honours(short version) {
        return version >= from && version <= to;
    }

    @SuppressWarnings("unchecked") // a row pairs the key with the handler of that key's request message
    void handle(Call call, ApiMessage request) {
        ((RequestHandler<ApiMessage>) handler).handle(call, request);
    }
}
