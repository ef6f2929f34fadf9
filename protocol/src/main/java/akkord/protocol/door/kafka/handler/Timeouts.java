package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;

/** How long a client is willing to wait for a change of topics. */
final class Timeouts {

    private Timeouts() {}

    /** @throws RefusedException REQUEST_TIMED_OUT when there is no time at all, so that nothing is begun */
    static void check(int timeoutMillis) {
        if (timeoutMillis <= 0)
            throw new RefusedException(
                    ErrorCode.REQUEST_TIMED_OUT, "the request gives no time, its timeout is " + timeoutMillis + " ms");
    }
}
