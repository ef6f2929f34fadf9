package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.group.GroupPhase;
import akkord.protocol.group.GroupReply.SharesDescribed;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.share.ShareOffsets;
import akkord.protocol.share.ShareOffsets.Changed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsRequestData.DeleteShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DeleteShareGroupOffsetsResponseData.DeleteShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Forgets where a share group without members stands in some topics. */
final class DeleteShareGroupOffsetsHandler implements RequestHandler<DeleteShareGroupOffsetsRequestData> {

    private final KafkaDoorContext context;
    private final ShareOffsets offsets;

    DeleteShareGroupOffsetsHandler(KafkaDoorContext context, ShareOffsets offsets) {
        this.context = context;
        this.offsets = offsets;
    }

    @Override
    public void handle(Call call, DeleteShareGroupOffsetsRequestData request) {
        if (!Coordinators.isName(request.groupId(), true)) {
            call.answer(refused(Errors.INVALID_GROUP_ID.code(), "a group's name must not be empty or very long"));
            return;
        }
        offsets.shares(request.groupId())
                .thenCompose(known -> delete(request, known))
                .exceptionally(failure -> refused(Coordinators.code(failure), null))
                .thenAccept(call::answer);
    }

    private CompletionStage<DeleteShareGroupOffsetsResponseData> delete(
            DeleteShareGroupOffsetsRequestData request, SharesDescribed known) {
        if (known.why() != null)
            return CompletableFuture.completedFuture(
                    refused(Coordinators.code(known.why()), known.why().message()));
        if (known.phase() != GroupPhase.EMPTY)
            return CompletableFuture.completedFuture(
                    refused(Errors.NON_EMPTY_GROUP.code(), "the group has members: stop them first"));
        Map<TopicId, TopicIdPartitions> kept =
                known.partitions().stream().collect(Collectors.toMap(TopicIdPartitions::topic, Function.identity()));
        DeleteShareGroupOffsetsResponseData response = new DeleteShareGroupOffsetsResponseData();
        List<TopicIdPartitions> going = new ArrayList<>();
        Map<TopicId, DeleteShareGroupOffsetsResponseTopic> places = new HashMap<>();
        for (DeleteShareGroupOffsetsRequestTopic asked : request.topics()) {
            TopicImage topic =
                    context.metadata().image().topic(asked.topicName()).orElse(null);
            DeleteShareGroupOffsetsResponseTopic place = new DeleteShareGroupOffsetsResponseTopic()
                    .setTopicName(asked.topicName())
                    .setTopicId(Ids.wire(topic == null ? TopicId.ZERO : topic.id()));
            response.responses().add(place);
            TopicIdPartitions partitions = topic == null ? null : kept.get(topic.id());
            if (partitions == null) {
                place.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                        .setErrorMessage(topic == null ? "there is no such topic" : "the group has never read it");
            } else if (places.put(partitions.topic(), place) == null) going.add(partitions);
        }
        if (going.isEmpty()) return CompletableFuture.completedFuture(response);
        return offsets.forget(request.groupId(), going).thenApply(changed -> told(response, places, changed));
    }

    private static DeleteShareGroupOffsetsResponseData told(
            DeleteShareGroupOffsetsResponseData response,
            Map<TopicId, DeleteShareGroupOffsetsResponseTopic> places,
            Changed changed) {
        if (changed.why() != null)
            return refused(Coordinators.code(changed.why()), changed.why().message());
        places.forEach((topic, place) -> firstOf(topic, changed.refused())
                .ifPresent(why -> place.setErrorCode(Coordinators.code(why)).setErrorMessage(why.message())));
        return response;
    }

    private static Optional<Refusal> firstOf(TopicId topic, Map<TopicIdPartition, Refusal> refused) {
        return refused.entrySet().stream()
                .filter(each -> each.getKey().topic().equals(topic))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static DeleteShareGroupOffsetsResponseData refused(short code, @Nullable String why) {
        return new DeleteShareGroupOffsetsResponseData().setErrorCode(code).setErrorMessage(why);
    }
}
