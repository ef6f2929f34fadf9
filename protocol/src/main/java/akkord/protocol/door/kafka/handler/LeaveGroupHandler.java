package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.Leaver;
import java.util.List;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.protocol.Errors;

/** Members leave by themselves, or are removed by an operator, several at a time from version 3 on. */
final class LeaveGroupHandler implements RequestHandler<LeaveGroupRequestData> {

    private static final int SEVERAL_FROM = 3;

    private final KafkaDoorContext context;

    LeaveGroupHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, LeaveGroupRequestData request) {
        if (!Coordinators.isName(request.groupId(), true)) {
            call.answer(new LeaveGroupResponseData().setErrorCode(Errors.INVALID_GROUP_ID.code()));
            return;
        }
        GroupRequest.Leave leave = new GroupRequest.Leave(leavers(call, request));
        HeardMembers heard = HeardMembers.on(call, context.groups());
        leave.members().forEach(leaver -> heard.left(request.groupId(), leaver.memberId()));
        context.groups()
                .<GroupReply.Left>ask(request.groupId(), replyTo -> new GroupCommand.Leave(leave, replyTo))
                .whenComplete((left, failure) -> call.answer(
                        failure == null
                                ? answer(call, left)
                                : new LeaveGroupResponseData().setErrorCode(Coordinators.code(failure))));
    }

    private static List<Leaver> leavers(Call call, LeaveGroupRequestData request) {
        if (call.version() < SEVERAL_FROM) return List.of(new Leaver(request.memberId(), null, ""));
        return request.members().stream()
                .map(member -> new Leaver(
                        member.memberId(), member.groupInstanceId(), member.reason() == null ? "" : member.reason()))
                .toList();
    }

    private static LeaveGroupResponseData answer(Call call, GroupReply.Left left) {
        if (left.why() != null) return new LeaveGroupResponseData().setErrorCode(Coordinators.code(left.why()));
        if (call.version() < SEVERAL_FROM)
            return new LeaveGroupResponseData()
                    .setErrorCode(Coordinators.code(left.members().get(0).why()));
        return new LeaveGroupResponseData()
                .setMembers(left.members().stream()
                        .map(member -> new MemberResponse()
                                .setMemberId(member.memberId())
                                .setGroupInstanceId(member.instanceId())
                                .setErrorCode(Coordinators.code(member.why())))
                        .toList());
    }
}
