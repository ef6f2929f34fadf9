package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.protocol.Errors;

/**
 * Shows groups of the classic protocol with their members. A group that is not there, or of another protocol, is Dead,
 * and from version 6 on an error.
 */
final class DescribeGroupsHandler implements RequestHandler<DescribeGroupsRequestData> {

    private static final int OPERATIONS_FROM = 3;
    private static final int NOT_FOUND_FROM = 6;

    private final KafkaDoorContext context;

    DescribeGroupsHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, DescribeGroupsRequestData request) {
        List<CompletableFuture<DescribedGroup>> described = new ArrayList<>();
        for (String group : new LinkedHashSet<>(request.groups()))
            described.add(
                    describe(call, group, request.includeAuthorizedOperations()).toCompletableFuture());
        CompletableFuture.allOf(described.toArray(CompletableFuture[]::new)).thenAccept(all -> {
            DescribeGroupsResponseData response = new DescribeGroupsResponseData();
            described.forEach(each -> response.groups().add(each.join()));
            call.answer(response);
        });
    }

    /** Never fails. */
    private CompletionStage<DescribedGroup> describe(Call call, String group, boolean operations) {
        DescribedGroup answer = new DescribedGroup().setGroupId(group);
        if (call.version() >= OPERATIONS_FROM) answer.setAuthorizedOperations(Operations.GROUP.bits(operations));
        if (!Coordinators.isName(group, false))
            return CompletableFuture.completedFuture(answer.setErrorCode(Errors.INVALID_GROUP_ID.code()));
        return context.groups()
                .<GroupReply.Described>ask(group, GroupCommand.Describe::new)
                .handle((described, failure) -> failure == null
                        ? fill(call, answer, described)
                        : answer.setErrorCode(Coordinators.code(failure)));
    }

    private static DescribedGroup fill(Call call, DescribedGroup answer, GroupReply.Described described) {
        if (described.type() != GroupType.CLASSIC)
            return absent(call, answer, "is not a group of the classic protocol");
        boolean stable = described.phase() == GroupPhase.STABLE;
        answer.setGroupState(described.phase().text())
                .setProtocolType(described.protocolType())
                .setProtocolData(stable && described.protocol() != null ? described.protocol() : "");
        if (described.phase() == GroupPhase.DEAD) return absent(call, answer, "is not there");
        for (GroupReply.DescribedMember member : described.members())
            answer.members()
                    .add(new DescribedGroupMember()
                            .setMemberId(member.memberId())
                            .setGroupInstanceId(member.instanceId())
                            .setClientId(member.clientId())
                            .setClientHost(member.clientHost())
                            .setMemberMetadata(member.metadata())
                            .setMemberAssignment(member.assignment()));
        return answer;
    }

    private static DescribedGroup absent(Call call, DescribedGroup answer, String why) {
        answer.setGroupState(GroupPhase.DEAD.text());
        return call.version() < NOT_FOUND_FROM
                ? answer
                : answer.setErrorCode(Errors.GROUP_ID_NOT_FOUND.code())
                        .setErrorMessage("the group " + answer.groupId() + " " + why);
    }
}
