package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ShareGroupDescribeRequestData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.Assignment;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ShareGroupDescribeResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.Errors;

/** Shows share groups with what each member reads. Groups of other types are not found. */
final class ShareGroupDescribeHandler implements RequestHandler<ShareGroupDescribeRequestData> {

    private final KafkaDoorContext context;

    ShareGroupDescribeHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, ShareGroupDescribeRequestData request) {
        List<CompletableFuture<DescribedGroup>> described = new ArrayList<>();
        for (String group : new LinkedHashSet<>(request.groupIds()))
            described.add(describe(group, request.includeAuthorizedOperations()).toCompletableFuture());
        CompletableFuture.allOf(described.toArray(CompletableFuture[]::new)).thenAccept(all -> {
            ShareGroupDescribeResponseData response = new ShareGroupDescribeResponseData();
            described.forEach(each -> response.groups().add(each.join()));
            call.answer(response);
        });
    }

    /** Never fails. */
    private CompletionStage<DescribedGroup> describe(String group, boolean operations) {
        DescribedGroup answer =
                new DescribedGroup().setGroupId(group).setAuthorizedOperations(Operations.GROUP.bits(operations));
        if (!Coordinators.isName(group, true))
            return CompletableFuture.completedFuture(answer.setErrorCode(Errors.INVALID_GROUP_ID.code()));
        return context.groups()
                .<GroupReply.ConsumersDescribed>ask(group, GroupCommand.DescribeSharers::new)
                .handle((described, failure) ->
                        failure == null ? fill(answer, described) : answer.setErrorCode(Coordinators.code(failure)));
    }

    private DescribedGroup fill(DescribedGroup answer, GroupReply.ConsumersDescribed described) {
        if (described.why() != null)
            return answer.setErrorCode(Coordinators.code(described.why()))
                    .setErrorMessage(described.why().message());
        MetadataImage image = context.metadata().image();
        for (GroupReply.DescribedConsumer member : described.members())
            answer.members()
                    .add(new Member()
                            .setMemberId(member.memberId())
                            .setRackId(member.rackId())
                            .setMemberEpoch(member.memberEpoch())
                            .setClientId(member.clientId())
                            .setClientHost(member.clientHost())
                            .setSubscribedTopicNames(member.topics())
                            .setAssignment(assignment(member.assigned(), image)));
        return answer.setGroupState(described.phase().text())
                .setGroupEpoch(described.epoch())
                .setAssignmentEpoch(described.epoch())
                .setAssignorName(described.assignor());
    }

    private static Assignment assignment(List<TopicIdPartitions> assigned, MetadataImage image) {
        Assignment assignment = new Assignment();
        for (TopicIdPartitions each : assigned) {
            Optional<TopicImage> topic = image.topic(each.topic());
            // one that is no more has no name to be shown by
            topic.ifPresent(known -> assignment
                    .topicPartitions()
                    .add(new TopicPartitions()
                            .setTopicId(Ids.wire(each.topic()))
                            .setTopicName(known.name())
                            .setPartitions(each.partitions())));
        }
        return assignment;
    }
}
