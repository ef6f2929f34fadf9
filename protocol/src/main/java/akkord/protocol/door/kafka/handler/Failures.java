package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.protocol.Errors;

/** Why something failed inside, in the protocol's words. */
final class Failures {

    private Failures() {}

    /** The refusal that the failure of a stage stands for. */
    static Refusal refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof RefusedException refused) return refused.refusal();
        if (cause instanceof TimeoutException)
            return new Refusal(
                    ErrorCode.REQUEST_TIMED_OUT, "no controller answered in time; the change may or may not be made");
        return new Refusal(ErrorCode.UNKNOWN_SERVER_ERROR, String.valueOf(cause));
    }

    /** As the exception that a request kind turns into its own error answer. */
    static Throwable exception(Throwable failure) {
        Refusal why = refusal(failure);
        Errors error = Errors.forCode(why.code().number());
        return error == Errors.UNKNOWN_SERVER_ERROR ? failure : error.exception(why.message());
    }
}
