package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.FindCoordinatorResponseData.Coordinator;
import org.apache.kafka.common.protocol.Errors;

/** Says where the coordinator of a group or a transactional id runs. There is none yet, which is said as such. */
final class FindCoordinatorHandler implements RequestHandler<FindCoordinatorRequestData> {

    private static final int SEVERAL_FROM = 4;
    private static final byte GROUP = 0;
    private static final byte TRANSACTION = 1;
    private static final byte SHARE = 2;
    private static final int NOWHERE = -1;

    @Override
    public void handle(Call call, FindCoordinatorRequestData request) {
        byte type = request.keyType();
        FindCoordinatorResponseData response = new FindCoordinatorResponseData();
        if (call.version() >= SEVERAL_FROM) {
            for (String key : request.coordinatorKeys())
                response.coordinators()
                        .add(new Coordinator()
                                .setKey(key)
                                .setNodeId(NOWHERE)
                                .setHost("")
                                .setPort(NOWHERE)
                                .setErrorCode(error(key, type).code())
                                .setErrorMessage(message(key, type)));
        } else {
            response.setNodeId(NOWHERE)
                    .setHost("")
                    .setPort(NOWHERE)
                    .setErrorCode(error(request.key(), type).code())
                    .setErrorMessage(message(request.key(), type));
        }
        call.answer(response);
    }

    private static Errors error(String key, byte type) {
        if (type != GROUP && type != TRANSACTION && type != SHARE) return Errors.INVALID_REQUEST;
        if (type == TRANSACTION && key.isEmpty()) return Errors.INVALID_REQUEST;
        return Errors.COORDINATOR_NOT_AVAILABLE;
    }

    private static String message(String key, byte type) {
        return error(key, type) == Errors.INVALID_REQUEST
                ? "coordinators are found by a group (0), a transactional id (1, not empty) or a share group (2)"
                : "this version of Akkord coordinates neither groups nor transactions for Kafka clients yet";
    }
}
