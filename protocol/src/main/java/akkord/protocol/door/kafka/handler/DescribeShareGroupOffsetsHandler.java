package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.group.GroupReply.SharesDescribed;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.PartitionView;
import akkord.protocol.share.ShareOffsets;
import akkord.protocol.share.ShareOffsets.Stand;
import akkord.protocol.share.ShareReply.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsRequestData.DescribeShareGroupOffsetsRequestTopic;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseGroup;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponsePartition;
import org.apache.kafka.common.message.DescribeShareGroupOffsetsResponseData.DescribeShareGroupOffsetsResponseTopic;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** Tells where share groups stand in each partition, and how many records they have yet to be done with. */
final class DescribeShareGroupOffsetsHandler implements RequestHandler<DescribeShareGroupOffsetsRequestData> {

    private static final long NOT_KNOWN = -1;

    private final KafkaDoorContext context;
    private final ShareOffsets offsets;

    DescribeShareGroupOffsetsHandler(KafkaDoorContext context, ShareOffsets offsets) {
        this.context = context;
        this.offsets = offsets;
    }

    @Override
    public void handle(Call call, DescribeShareGroupOffsetsRequestData request) {
        List<CompletableFuture<DescribeShareGroupOffsetsResponseGroup>> described = new ArrayList<>();
        for (DescribeShareGroupOffsetsRequestGroup group : request.groups())
            described.add(describe(group).toCompletableFuture());
        CompletableFuture.allOf(described.toArray(CompletableFuture[]::new)).thenAccept(all -> {
            DescribeShareGroupOffsetsResponseData response = new DescribeShareGroupOffsetsResponseData();
            described.forEach(each -> response.groups().add(each.join()));
            call.answer(response);
        });
    }

    /** Never fails. */
    private CompletionStage<DescribeShareGroupOffsetsResponseGroup> describe(
            DescribeShareGroupOffsetsRequestGroup group) {
        DescribeShareGroupOffsetsResponseGroup answer =
                new DescribeShareGroupOffsetsResponseGroup().setGroupId(group.groupId());
        if (!Coordinators.isName(group.groupId(), true))
            return CompletableFuture.completedFuture(answer.setErrorCode(Errors.INVALID_GROUP_ID.code()));
        return offsets.shares(group.groupId())
                .thenCompose(known -> fill(answer, group, known))
                .exceptionally(failure -> answer.setErrorCode(Coordinators.code(failure)));
    }

    /** As Kafka does, of a group that is not there nothing is known, and that is no error. */
    private CompletionStage<DescribeShareGroupOffsetsResponseGroup> fill(
            DescribeShareGroupOffsetsResponseGroup answer,
            DescribeShareGroupOffsetsRequestGroup group,
            SharesDescribed known) {
        MetadataImage image = context.metadata().image();
        Set<TopicIdPartition> kept = TopicIdPartitions.each(known.partitions());
        Map<TopicIdPartition, DescribeShareGroupOffsetsResponsePartition> places = new HashMap<>();
        if (group.topics() == null) allKept(answer, known, image, places);
        else group.topics().forEach(topic -> answer.topics().add(named(topic, image, kept, places)));
        return offsets.read(group.groupId(), List.copyOf(places.keySet())).thenApply(stands -> {
            for (Stand stand : stands) {
                DescribeShareGroupOffsetsResponsePartition place = places.get(stand.partition());
                if (place != null) tell(place, stand, image);
            }
            return answer;
        });
    }

    private static void allKept(
            DescribeShareGroupOffsetsResponseGroup answer,
            SharesDescribed known,
            MetadataImage image,
            Map<TopicIdPartition, DescribeShareGroupOffsetsResponsePartition> places) {
        for (TopicIdPartitions each : known.partitions()) {
            TopicImage topic = image.topic(each.topic()).orElse(null);
            if (topic == null) continue;
            DescribeShareGroupOffsetsResponseTopic told = topic(topic.name(), topic.id());
            for (int partition : each.partitions())
                told.partitions().add(place(new TopicIdPartition(topic.id(), partition), places));
            answer.topics().add(told);
        }
    }

    private static DescribeShareGroupOffsetsResponseTopic named(
            DescribeShareGroupOffsetsRequestTopic asked,
            MetadataImage image,
            Set<TopicIdPartition> kept,
            Map<TopicIdPartition, DescribeShareGroupOffsetsResponsePartition> places) {
        TopicImage topic = image.topic(asked.topicName()).orElse(null);
        DescribeShareGroupOffsetsResponseTopic told =
                topic(asked.topicName(), topic == null ? TopicId.ZERO : topic.id());
        for (int partition : asked.partitions()) {
            TopicIdPartition named = topic == null ? null : new TopicIdPartition(topic.id(), partition);
            if (named != null && kept.contains(named)) told.partitions().add(place(named, places));
            else told.partitions().add(notRead(partition, topic));
        }
        return told;
    }

    private static DescribeShareGroupOffsetsResponseTopic topic(String name, TopicId id) {
        return new DescribeShareGroupOffsetsResponseTopic().setTopicName(name).setTopicId(Ids.wire(id));
    }

    private static DescribeShareGroupOffsetsResponsePartition place(
            TopicIdPartition partition, Map<TopicIdPartition, DescribeShareGroupOffsetsResponsePartition> places) {
        return places.computeIfAbsent(partition, first -> new DescribeShareGroupOffsetsResponsePartition()
                .setPartitionIndex(first.partition()));
    }

    private static DescribeShareGroupOffsetsResponsePartition notRead(int partition, @Nullable TopicImage topic) {
        DescribeShareGroupOffsetsResponsePartition answer = new DescribeShareGroupOffsetsResponsePartition()
                .setPartitionIndex(partition)
                .setStartOffset(State.NEVER_READ)
                .setLag(NOT_KNOWN);
        boolean isThere = topic != null
                && partition >= 0
                && partition < topic.partitions().size();
        return isThere
                ? answer
                : answer.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code())
                        .setErrorMessage("there is no such partition");
    }

    private void tell(DescribeShareGroupOffsetsResponsePartition place, Stand stand, MetadataImage image) {
        place.setStartOffset(stand.state().startOffset()).setLag(NOT_KNOWN);
        if (stand.why() != null) {
            place.setErrorCode(Coordinators.code(stand.why()))
                    .setErrorMessage(stand.why().message());
            return;
        }
        TopicImage topic = image.topic(stand.partition().topic()).orElse(null);
        int number = stand.partition().partition();
        if (topic == null || number >= topic.partitions().size()) return;
        if (stand.state().startOffset() == State.NEVER_READ) return;
        place.setLeaderEpoch(topic.partitions().get(number).leaderEpoch())
                .setLag(lag(stand.state(), new TopicPartition(topic.name(), number), topic.id()));
    }

    /** As far as a replica of this node knows; without one it is not known here. */
    private long lag(State state, TopicPartition partition, TopicId topic) {
        LocalPartition local = context.partitions().find(partition);
        if (local == null) return NOT_KNOWN;
        PartitionView view = local.view();
        boolean isOpen = view.topicId().equals(topic) && view.role() != PartitionView.Role.OFFLINE;
        return isOpen ? state.lag(view.highWatermark()) : NOT_KNOWN;
    }
}
