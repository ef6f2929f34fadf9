package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.share.ShareOffsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestPartition;
import org.apache.kafka.common.message.AlterShareGroupOffsetsRequestData.AlterShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData.AlterShareGroupOffsetsResponsePartition;
import org.apache.kafka.common.message.AlterShareGroupOffsetsResponseData.AlterShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Sets where a share group without members goes on. */
final class AlterShareGroupOffsetsHandler implements RequestHandler<AlterShareGroupOffsetsRequestData> {

    private final KafkaDoorContext context;
    private final ShareOffsets offsets;

    AlterShareGroupOffsetsHandler(KafkaDoorContext context, ShareOffsets offsets) {
        this.context = context;
        this.offsets = offsets;
    }

    @Override
    public void handle(Call call, AlterShareGroupOffsetsRequestData request) {
        if (!Coordinators.isName(request.groupId(), true)) {
            call.answer(refused(Errors.INVALID_GROUP_ID.code(), "a group's name must not be empty or very long"));
            return;
        }
        MetadataImage image = context.metadata().image();
        AlterShareGroupOffsetsResponseData response = new AlterShareGroupOffsetsResponseData();
        Map<TopicIdPartition, Long> starts = new HashMap<>();
        Map<TopicIdPartition, AlterShareGroupOffsetsResponsePartition> places = new HashMap<>();
        for (AlterShareGroupOffsetsRequestTopic asked : request.topics())
            response.responses().add(sort(asked, image.topic(asked.topicName()).orElse(null), starts, places));
        if (starts.isEmpty()) call.answer(response);
        else set(call, request.groupId(), starts, image.version(), places, response);
    }

    /** What can be set goes into {@code starts}, with its place in the answer; why the rest cannot is said at once. */
    private static AlterShareGroupOffsetsResponseTopic sort(
            AlterShareGroupOffsetsRequestTopic asked,
            @Nullable TopicImage topic,
            Map<TopicIdPartition, Long> starts,
            Map<TopicIdPartition, AlterShareGroupOffsetsResponsePartition> places) {
        AlterShareGroupOffsetsResponseTopic answer = new AlterShareGroupOffsetsResponseTopic()
                .setTopicName(asked.topicName())
                .setTopicId(Ids.wire(topic == null ? TopicId.ZERO : topic.id()));
        for (AlterShareGroupOffsetsRequestPartition partition : asked.partitions()) {
            int number = partition.partitionIndex();
            AlterShareGroupOffsetsResponsePartition place =
                    new AlterShareGroupOffsetsResponsePartition().setPartitionIndex(number);
            answer.partitions().add(place);
            if (topic == null || number < 0 || number >= topic.partitions().size())
                place.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                        .setErrorMessage("there is no such partition");
            else if (partition.startOffset() < 0)
                place.setErrorCode(Errors.INVALID_REQUEST.code())
                        .setErrorMessage("an offset is not below zero: " + partition.startOffset());
            else {
                TopicIdPartition named = new TopicIdPartition(topic.id(), number);
                starts.put(named, partition.startOffset());
                places.put(named, place);
            }
        }
        return answer;
    }

    private void set(
            Call call,
            String group,
            Map<TopicIdPartition, Long> starts,
            long metadataVersion,
            Map<TopicIdPartition, AlterShareGroupOffsetsResponsePartition> places,
            AlterShareGroupOffsetsResponseData response) {
        offsets.set(group, starts, metadataVersion).whenComplete((changed, failure) -> {
            if (failure != null) call.answer(refused(Coordinators.code(failure), null));
            else if (changed.why() != null)
                call.answer(
                        refused(Coordinators.code(changed.why()), changed.why().message()));
            else {
                changed.refused().forEach((partition, why) -> {
                    AlterShareGroupOffsetsResponsePartition place = places.get(partition);
                    if (place != null)
                        place.setErrorCode(Coordinators.code(why)).setErrorMessage(why.message());
                });
                call.answer(response);
            }
        });
    }

    private static AlterShareGroupOffsetsResponseData refused(short code, @Nullable String why) {
        return new AlterShareGroupOffsetsResponseData().setErrorCode(code).setErrorMessage(why);
    }
}
