package akkord.protocol.door.kafka.connection;

import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Answers one kind of request.
 *
 * @param <Q> the generated request message
 */
@FunctionalInterface
public interface RequestHandler<Q extends ApiMessage> {

    /**
     * Called on the connection's event loop (on a worker where the table says so): must not block there.
     * Ends, now or later and from any thread, in exactly one of {@link Call#answer}, {@link Call#answerNothing},
     * {@link Call#fail} and {@link Call#hangUp}. What it throws is answered with the protocol's error.
     */
    void handle(Call call, Q request);
}
