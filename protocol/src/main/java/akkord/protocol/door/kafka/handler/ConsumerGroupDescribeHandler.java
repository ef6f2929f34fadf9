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
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.Errors;

/** Shows groups of the consumer protocol with what each member has, and is to have. Others are not found. */
final class ConsumerGroupDescribeHandler implements RequestHandler<ConsumerGroupDescribeRequestData> {

    private static final int MEMBER_TYPE_FROM = 1;
    private static final byte CLASSIC = 0;
    private static final byte CONSUMER = 1;

    private final KafkaDoorContext context;

    ConsumerGroupDescribeHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, ConsumerGroupDescribeRequestData request) {
        List<CompletableFuture<DescribedGroup>> described = new ArrayList<>();
        for (String group : new LinkedHashSet<>(request.groupIds()))
            described.add(
                    describe(call, group, request.includeAuthorizedOperations()).toCompletableFuture());
        CompletableFuture.allOf(described.toArray(CompletableFuture[]::new)).thenAccept(all -> {
            ConsumerGroupDescribeResponseData response = new ConsumerGroupDescribeResponseData();
            described.forEach(each -> response.groups().add(each.join()));
            call.answer(response);
        });
    }

    /** Never fails. */
    private CompletionStage<DescribedGroup> describe(Call call, String group, boolean operations) {
        DescribedGroup answer =
                new DescribedGroup().setGroupId(group).setAuthorizedOperations(Operations.GROUP.bits(operations));
        if (!Coordinators.isName(group, true))
            return CompletableFuture.completedFuture(answer.setErrorCode(Errors.INVALID_GROUP_ID.code()));
        return context.groups()
                .<GroupReply.ConsumersDescribed>ask(group, GroupCommand.DescribeConsumers::new)
                .handle((described, failure) -> failure == null
                        ? fill(call, answer, described)
                        : answer.setErrorCode(Coordinators.code(failure)));
    }

    private DescribedGroup fill(Call call, DescribedGroup answer, GroupReply.ConsumersDescribed described) {
        if (described.why() != null)
            return answer.setErrorCode(Coordinators.code(described.why()))
                    .setErrorMessage(described.why().message());
        MetadataImage image = context.metadata().image();
        for (GroupReply.DescribedConsumer member : described.members())
            answer.members().add(member(call, member, image));
        return answer.setGroupState(described.phase().text())
                .setGroupEpoch(described.epoch())
                .setAssignmentEpoch(described.epoch())
                .setAssignorName(described.assignor());
    }

    private static Member member(Call call, GroupReply.DescribedConsumer described, MetadataImage image) {
        Member member = new Member()
                .setMemberId(described.memberId())
                .setInstanceId(described.instanceId())
                .setRackId(described.rackId())
                .setMemberEpoch(described.memberEpoch())
                .setClientId(described.clientId())
                .setClientHost(described.clientHost())
                .setSubscribedTopicNames(described.topics())
                .setSubscribedTopicRegex(described.regex())
                .setAssignment(assignment(described.assigned(), image))
                .setTargetAssignment(assignment(described.target(), image));
        return call.version() < MEMBER_TYPE_FROM
                ? member
                : member.setMemberType(described.classic() ? CLASSIC : CONSUMER);
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
