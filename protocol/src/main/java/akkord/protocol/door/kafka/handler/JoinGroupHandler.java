package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.MemberProtocol;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.protocol.Errors;

/** Makes a client a member of a group's next generation; answered when that begins. */
final class JoinGroupHandler implements RequestHandler<JoinGroupRequestData> {

    private static final int MEMBER_ID_REQUIRED_FROM = 4;
    private static final int PROTOCOL_MAY_BE_ABSENT_FROM = 7;
    private static final int SKIP_ASSIGNMENT_FROM = 9;
    private static final int NO_GENERATION = -1;

    /** How much longer than the members' own patience an answer may take: the coordinator may have to be started. */
    private static final Duration SLACK = Duration.ofSeconds(15);

    private final KafkaDoorContext context;

    JoinGroupHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, JoinGroupRequestData request) {
        if (!Coordinators.isName(request.groupId(), true)) {
            call.answer(refused(call, request.memberId(), Errors.INVALID_GROUP_ID.code()));
            return;
        }
        GroupRequest.Join join = join(call, request);
        context.groups()
                .<GroupReply.Joined>ask(
                        request.groupId(), patience(join), replyTo -> new GroupCommand.Join(join, replyTo))
                .whenComplete((joined, failure) -> call.answer(
                        failure == null
                                ? answer(call, joined)
                                : refused(call, request.memberId(), Coordinators.code(failure))));
    }

    /** A group that was empty waits for more members for at most one rebalance, and then for those it has. */
    private static Duration patience(GroupRequest.Join join) {
        return Duration.ofMillis(2L * Math.max(0, join.rebalanceTimeoutMillis()))
                .plus(SLACK);
    }

    private static GroupRequest.Join join(Call call, JoinGroupRequestData request) {
        List<MemberProtocol> protocols = request.protocols().stream()
                .map(protocol -> new MemberProtocol(protocol.name(), protocol.metadata()))
                .toList();
        int rebalanceMillis =
                request.rebalanceTimeoutMs() < 0 ? request.sessionTimeoutMs() : request.rebalanceTimeoutMs();
        return new GroupRequest.Join(
                request.memberId(),
                request.groupInstanceId(),
                call.clientId() == null ? "" : call.clientId(),
                call.clientAddress().toString(),
                request.sessionTimeoutMs(),
                rebalanceMillis,
                request.protocolType(),
                protocols,
                call.version() >= MEMBER_ID_REQUIRED_FROM,
                call.version() >= SKIP_ASSIGNMENT_FROM,
                request.reason() == null ? "" : request.reason());
    }

    private static JoinGroupResponseData answer(Call call, GroupReply.Joined joined) {
        if (joined.why() != null)
            return refused(call, joined.memberId(), joined.why().code().number());
        JoinGroupResponseData response = new JoinGroupResponseData()
                .setGenerationId(joined.generation())
                .setProtocolType(joined.protocolType())
                .setProtocolName(joined.protocol())
                .setLeader(joined.leader())
                .setSkipAssignment(joined.skipAssignment())
                .setMemberId(joined.memberId());
        for (GroupReply.JoinedMember member : joined.members())
            response.members()
                    .add(new JoinGroupResponseMember()
                            .setMemberId(member.memberId())
                            .setGroupInstanceId(member.instanceId())
                            .setMetadata(member.metadata()));
        return response;
    }

    private static JoinGroupResponseData refused(Call call, String memberId, short why) {
        return new JoinGroupResponseData()
                .setErrorCode(why)
                .setGenerationId(NO_GENERATION)
                .setProtocolName(call.version() >= PROTOCOL_MAY_BE_ABSENT_FROM ? null : "")
                .setLeader("")
                .setMemberId(memberId);
    }
}
