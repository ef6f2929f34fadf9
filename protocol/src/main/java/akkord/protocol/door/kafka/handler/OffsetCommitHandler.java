package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.group.GroupRequest.Dialect;
import akkord.protocol.group.GroupRequest.OffsetToCommit;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.TopicImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Keeps how far a group has come: of the topics there are, each partition answered for itself. */
final class OffsetCommitHandler implements RequestHandler<OffsetCommitRequestData> {

    private static final int TOPIC_IDS_FROM = 10;
    /** The first version whose generation may be the epoch of a member of the consumer protocol. */
    private static final int EPOCHS_FROM = 9;

    private static final String TIMEOUT_MILLIS = "offsets.commit.timeout.ms";

    private final KafkaDoorContext context;
    private final Duration timeout;

    OffsetCommitHandler(KafkaDoorContext context) {
        this.context = context;
        this.timeout = Duration.ofMillis(context.settings().integer(TIMEOUT_MILLIS));
    }

    @Override
    public void handle(Call call, OffsetCommitRequestData request) {
        OffsetCommitResponseData response = new OffsetCommitResponseData();
        List<OffsetToCommit> offsets = new ArrayList<>();
        List<OffsetCommitResponsePartition> places = new ArrayList<>();
        boolean byId = call.version() >= TOPIC_IDS_FROM;
        MetadataImage image = context.metadata().image();
        boolean named = Coordinators.isName(request.groupId(), false);
        for (OffsetCommitRequestTopic topic : request.topics()) {
            TopicImage known = find(image, topic, byId);
            OffsetCommitResponseTopic answers =
                    new OffsetCommitResponseTopic().setName(topic.name()).setTopicId(topic.topicId());
            response.topics().add(answers);
            for (OffsetCommitRequestPartition partition : topic.partitions()) {
                OffsetCommitResponsePartition place =
                        new OffsetCommitResponsePartition().setPartitionIndex(partition.partitionIndex());
                answers.partitions().add(place);
                Errors why = named ? problem(known, partition, byId) : Errors.INVALID_GROUP_ID;
                place.setErrorCode(why.code());
                if (why != Errors.NONE || known == null) continue;
                offsets.add(offset(known, partition, request.retentionTimeMs()));
                places.add(place);
            }
        }
        if (offsets.isEmpty()) call.answer(response);
        else commit(call, request, offsets, places, response);
    }

    private void commit(
            Call call,
            OffsetCommitRequestData request,
            List<OffsetToCommit> offsets,
            List<OffsetCommitResponsePartition> places,
            OffsetCommitResponseData response) {
        GroupRequest.CommitOffsets commit = new GroupRequest.CommitOffsets(
                request.memberId(),
                request.groupInstanceId(),
                request.generationIdOrMemberEpoch(),
                offsets,
                call.version() < EPOCHS_FROM ? Dialect.GENERATIONS : Dialect.EPOCHS);
        context.groups()
                .<GroupReply.OffsetsCommitted>ask(
                        request.groupId(), timeout, replyTo -> new GroupCommand.CommitOffsets(commit, replyTo))
                .whenComplete((committed, failure) -> {
                    for (int i = 0; i < places.size(); i++)
                        places.get(i)
                                .setErrorCode(
                                        failure == null
                                                ? code(committed.refusals().get(i))
                                                : Coordinators.code(failure));
                    call.answer(response);
                });
    }

    private static short code(@Nullable Refusal why) {
        return Coordinators.code(why);
    }

    private static @Nullable TopicImage find(MetadataImage image, OffsetCommitRequestTopic topic, boolean byId) {
        Optional<TopicImage> found = byId ? image.topic(Ids.ours(topic.topicId())) : image.topic(topic.name());
        return found.orElse(null);
    }

    private static Errors problem(@Nullable TopicImage topic, OffsetCommitRequestPartition partition, boolean byId) {
        if (topic == null) return byId ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
        boolean exists = partition.partitionIndex() >= 0
                && partition.partitionIndex() < topic.partitions().size();
        return exists ? Errors.NONE : Errors.UNKNOWN_TOPIC_OR_PARTITION;
    }

    private static OffsetToCommit offset(
            TopicImage topic, OffsetCommitRequestPartition partition, long retentionMillis) {
        return new OffsetToCommit(
                new TopicPartition(topic.name(), partition.partitionIndex()),
                topic.id(),
                partition.committedOffset(),
                partition.committedLeaderEpoch(),
                partition.committedMetadata() == null ? "" : partition.committedMetadata(),
                retentionMillis);
    }
}
