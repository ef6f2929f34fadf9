package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupRequest;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.protocol.Errors;

/** Forgets committed offsets of topics that the group does not read any more (KIP-496). */
final class OffsetDeleteHandler implements RequestHandler<OffsetDeleteRequestData> {

    private final KafkaDoorContext context;

    OffsetDeleteHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, OffsetDeleteRequestData request) {
        if (!Coordinators.isName(request.groupId(), true)) {
            call.answer(new OffsetDeleteResponseData().setErrorCode(Errors.INVALID_GROUP_ID.code()));
            return;
        }
        OffsetDeleteResponseData response = new OffsetDeleteResponseData();
        List<TopicPartition> partitions = new ArrayList<>();
        List<OffsetDeleteResponsePartition> places = new ArrayList<>();
        for (OffsetDeleteRequestTopic topic : request.topics()) {
            OffsetDeleteResponseTopic answers = new OffsetDeleteResponseTopic().setName(topic.name());
            response.topics().add(answers);
            for (OffsetDeleteRequestPartition partition : topic.partitions()) {
                TopicPartition named = new TopicPartition(topic.name(), partition.partitionIndex());
                OffsetDeleteResponsePartition place =
                        new OffsetDeleteResponsePartition().setPartitionIndex(partition.partitionIndex());
                answers.partitions().add(place);
                if (context.metadata().image().partition(named).isPresent()) {
                    partitions.add(named);
                    places.add(place);
                } else place.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
            }
        }
        delete(call, request.groupId(), partitions, places, response);
    }

    private void delete(
            Call call,
            String group,
            List<TopicPartition> partitions,
            List<OffsetDeleteResponsePartition> places,
            OffsetDeleteResponseData response) {
        GroupRequest.DeleteOffsets delete = new GroupRequest.DeleteOffsets(partitions);
        context.groups()
                .<GroupReply.OffsetsDeleted>ask(group, replyTo -> new GroupCommand.DeleteOffsets(delete, replyTo))
                .whenComplete((deleted, failure) -> {
                    short whole = failure == null ? Coordinators.code(deleted.why()) : Coordinators.code(failure);
                    if (whole != Errors.NONE.code()) {
                        call.answer(new OffsetDeleteResponseData().setErrorCode(whole));
                        return;
                    }
                    for (int i = 0; i < places.size(); i++)
                        places.get(i)
                                .setErrorCode(
                                        Coordinators.code(deleted.refusals().get(i)));
                    call.answer(response);
                });
    }
}
