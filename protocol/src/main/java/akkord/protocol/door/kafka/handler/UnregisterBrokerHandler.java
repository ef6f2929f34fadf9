package akkord.protocol.door.kafka.handler;

import akka.Done;
import akka.pattern.StatusReply;
import akkord.protocol.controller.ControllerCommand.UnregisterNode;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import org.apache.kafka.common.message.UnregisterBrokerRequestData;
import org.apache.kafka.common.message.UnregisterBrokerResponseData;

/** Has the cluster forget a node that is gone for good. */
final class UnregisterBrokerHandler implements RequestHandler<UnregisterBrokerRequestData> {

    private final KafkaDoorContext context;

    UnregisterBrokerHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, UnregisterBrokerRequestData request) {
        int node = request.brokerId();
        if (!context.metadata().image().nodes().containsKey(node)) {
            call.answer(refused(new Refusal(ErrorCode.BROKER_ID_NOT_REGISTERED, "there is no node " + node)));
            return;
        }
        context.controller()
                .<StatusReply<Done>>ask(replyTo -> new UnregisterNode(node, replyTo))
                .whenComplete((reply, fault) -> {
                    if (fault != null) call.answer(refused(Failures.refusal(fault)));
                    else if (reply.isSuccess()) call.answer(new UnregisterBrokerResponseData());
                    else call.answer(refused(refusal(reply.getError())));
                });
    }

    /** The controller says no with a sentence: a node that is there is not forgotten. */
    private static Refusal refusal(Throwable why) {
        return why instanceof StatusReply.ErrorMessage said
                ? new Refusal(ErrorCode.INVALID_REQUEST, String.valueOf(said.getMessage()))
                : Failures.refusal(why);
    }

    private static UnregisterBrokerResponseData refused(Refusal why) {
        return new UnregisterBrokerResponseData()
                .setErrorCode(why.code().number())
                .setErrorMessage(why.message());
    }
}
