package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.Errors;

/** Gives an idempotent producer its id. A transactional one needs a coordinator, of which there is none yet. */
final class InitProducerIdHandler implements RequestHandler<InitProducerIdRequestData> {

    private static final short FIRST_EPOCH = 0;

    private static final short NONE = -1;

    private final ProducerIds ids;

    InitProducerIdHandler(ProducerIds ids) {
        this.ids = ids;
    }

    @Override
    public void handle(Call call, InitProducerIdRequestData request) {
        if (request.transactionalId() != null) {
            boolean empty = request.transactionalId().isEmpty();
            refuse(call, empty ? Errors.INVALID_REQUEST : Errors.COORDINATOR_NOT_AVAILABLE);
            return;
        }
        // Without a transactional id both are only looked at for whether they make sense together.
        if ((request.producerId() == NONE) != (request.producerEpoch() == NONE)) {
            refuse(call, Errors.INVALID_REQUEST);
            return;
        }
        ids.next().whenComplete((id, fault) -> {
            if (fault != null) refuse(call, retriable(fault));
            else call.answer(new InitProducerIdResponseData().setProducerId(id).setProducerEpoch(FIRST_EPOCH));
        });
    }

    /** What makes a client ask again; REQUEST_TIMED_OUT is fatal to some here. */
    private static Errors retriable(Throwable fault) {
        Errors why = Errors.forCode(Failures.refusal(fault).code().number());
        return why == Errors.REQUEST_TIMED_OUT ? Errors.COORDINATOR_LOAD_IN_PROGRESS : why;
    }

    private static void refuse(Call call, Errors why) {
        call.answer(new InitProducerIdResponseData().setProducerEpoch(NONE).setErrorCode(why.code()));
    }
}
