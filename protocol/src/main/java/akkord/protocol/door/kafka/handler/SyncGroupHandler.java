package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;

/** Takes the leader's assignment, and tells every member its own; answered when the leader has spoken. */
final class SyncGroupHandler implements RequestHandler<SyncGroupRequestData> {

    private static final int PROTOCOL_NAMED_FROM = 5;
    private static final String PATIENCE_MILLIS = "group.max.session.timeout.ms";

    private final KafkaDoorContext context;
    private final Duration patience;

    SyncGroupHandler(KafkaDoorContext context) {
        this.context = context;
        this.patience = Duration.ofMillis(context.settings().integer(PATIENCE_MILLIS));
    }

    @Override
    public void handle(Call call, SyncGroupRequestData request) {
        boolean namesProtocol = request.protocolType() != null && request.protocolName() != null;
        if (!Coordinators.isName(request.groupId(), true))
            call.answer(new SyncGroupResponseData().setErrorCode(Errors.INVALID_GROUP_ID.code()));
        else if (call.version() >= PROTOCOL_NAMED_FROM && !namesProtocol)
            call.answer(new SyncGroupResponseData().setErrorCode(Errors.INCONSISTENT_GROUP_PROTOCOL.code()));
        else sync(call, request);
    }

    private void sync(Call call, SyncGroupRequestData request) {
        Map<String, byte[]> assignments = new HashMap<>();
        request.assignments().forEach(each -> assignments.put(each.memberId(), each.assignment()));
        GroupRequest.Sync sync = new GroupRequest.Sync(
                request.memberId(),
                request.groupInstanceId(),
                request.generationId(),
                request.protocolType(),
                request.protocolName(),
                assignments);
        context.groups()
                .<GroupReply.Synced>ask(request.groupId(), patience, replyTo -> new GroupCommand.Sync(sync, replyTo))
                .whenComplete((synced, failure) -> call.answer(
                        failure == null
                                ? answer(synced)
                                : new SyncGroupResponseData().setErrorCode(Coordinators.code(failure))));
    }

    private static SyncGroupResponseData answer(GroupReply.Synced synced) {
        return new SyncGroupResponseData()
                .setErrorCode(Coordinators.code(synced.why()))
                .setProtocolType(synced.protocolType())
                .setProtocolName(synced.protocol())
                .setAssignment(synced.assignment());
    }
}
