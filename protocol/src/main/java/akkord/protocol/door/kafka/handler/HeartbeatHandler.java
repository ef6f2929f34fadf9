package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.Errors;

/** A member is there, and hears whether it must join again. */
final class HeartbeatHandler implements RequestHandler<HeartbeatRequestData> {

    private final KafkaDoorContext context;

    HeartbeatHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, HeartbeatRequestData request) {
        if (!Coordinators.isName(request.groupId(), true)) {
            call.answer(new HeartbeatResponseData().setErrorCode(Errors.INVALID_GROUP_ID.code()));
            return;
        }
        HeardMembers.on(call, context.groups()).heard(request.groupId(), request.memberId());
        GroupRequest.Heartbeat heartbeat =
                new GroupRequest.Heartbeat(request.memberId(), request.groupInstanceId(), request.generationId());
        context.groups()
                .<GroupReply.HeartbeatSeen>ask(
                        request.groupId(), replyTo -> new GroupCommand.Heartbeat(heartbeat, replyTo))
                .whenComplete((seen, failure) -> call.answer(new HeartbeatResponseData()
                        .setErrorCode(failure == null ? Coordinators.code(seen.why()) : Coordinators.code(failure))));
    }
}
