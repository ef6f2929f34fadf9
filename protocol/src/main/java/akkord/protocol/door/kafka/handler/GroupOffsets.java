package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.GroupCommand;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupReply.KnownOffset;
import akkord.protocol.group.GroupRequest;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;

/** The committed offsets of a group, as OffsetFetch answers them. What was committed for a former topic is not there. */
final class GroupOffsets {

    private static final long NONE = -1;
    private static final int NO_EPOCH = -1;

    private final KafkaDoorContext context;

    GroupOffsets(KafkaDoorContext context) {
        this.context = context;
    }

    /** Never fails. @param byId whether topics are named by their ids, in question and answer */
    CompletionStage<OffsetFetchResponseGroup> of(OffsetFetchRequestGroup asked, boolean byId) {
        if (!Coordinators.isName(asked.groupId(), false))
            return CompletableFuture.completedFuture(refused(asked, Errors.INVALID_GROUP_ID.code()));
        MetadataImage image = context.metadata().image();
        GroupRequest.FetchOffsets fetch =
                new GroupRequest.FetchOffsets(wanted(asked, image, byId), asked.memberId(), asked.memberEpoch());
        return context.groups()
                .<GroupReply.OffsetsFetched>ask(
                        asked.groupId(), replyTo -> new GroupCommand.FetchOffsets(fetch, replyTo))
                .handle((fetched, failure) -> {
                    if (failure != null) return refused(asked, Coordinators.code(failure));
                    if (fetched.why() != null) return refused(asked, Coordinators.code(fetched.why()));
                    List<KnownOffset> present = fetched.offsets().stream()
                            .filter(offset -> isOfThisTopic(offset, image))
                            .toList();
                    return asked.topics() == null
                            ? all(asked, present, image, byId)
                            : some(asked, present, image, byId);
                });
    }

    private static @Nullable List<TopicPartition> wanted(
            OffsetFetchRequestGroup asked, MetadataImage image, boolean byId) {
        if (asked.topics() == null) return null;
        List<TopicPartition> wanted = new ArrayList<>();
        for (OffsetFetchRequestTopics topic : asked.topics())
            name(topic, image, byId).ifPresent(name -> topic.partitionIndexes()
                    .forEach(partition -> wanted.add(new TopicPartition(name, partition))));
        return wanted;
    }

    private static Optional<String> name(OffsetFetchRequestTopics topic, MetadataImage image, boolean byId) {
        return byId ? image.topic(Ids.ours(topic.topicId())).map(TopicImage::name) : Optional.of(topic.name());
    }

    /** True also for a topic that this node does not know (yet): whoever asks is not to begin anew for that. */
    private static boolean isOfThisTopic(KnownOffset offset, MetadataImage image) {
        TopicId now =
                image.topic(offset.partition().topic()).map(TopicImage::id).orElse(offset.topicId());
        return offset.topicId().equals(TopicId.ZERO) || offset.topicId().equals(now);
    }

    private static OffsetFetchResponseGroup some(
            OffsetFetchRequestGroup asked, List<KnownOffset> present, MetadataImage image, boolean byId) {
        Map<TopicPartition, KnownOffset> offsets = new HashMap<>();
        present.forEach(offset -> offsets.put(offset.partition(), offset));
        OffsetFetchResponseGroup answer = new OffsetFetchResponseGroup().setGroupId(asked.groupId());
        for (OffsetFetchRequestTopics topic : asked.topics()) {
            Optional<String> name = name(topic, image, byId);
            OffsetFetchResponseTopics answers =
                    new OffsetFetchResponseTopics().setName(topic.name()).setTopicId(topic.topicId());
            for (int partition : topic.partitionIndexes()) {
                KnownOffset known = name.isEmpty() ? null : offsets.get(new TopicPartition(name.get(), partition));
                OffsetFetchResponsePartitions slot = known == null ? nothing(partition) : slot(known);
                if (name.isEmpty()) slot.setErrorCode(Errors.UNKNOWN_TOPIC_ID.code());
                answers.partitions().add(slot);
            }
            answer.topics().add(answers);
        }
        return answer;
    }

    private static OffsetFetchResponseGroup all(
            OffsetFetchRequestGroup asked, List<KnownOffset> present, MetadataImage image, boolean byId) {
        Map<String, OffsetFetchResponseTopics> topics = new LinkedHashMap<>();
        for (KnownOffset offset : present) {
            String name = offset.partition().topic();
            Optional<TopicImage> topic = image.topic(name);
            // a topic that is no more has no id to be told by
            if (byId && topic.isEmpty()) continue;
            OffsetFetchResponseTopics answers =
                    topics.computeIfAbsent(name, absent -> new OffsetFetchResponseTopics().setName(name));
            topic.ifPresent(known -> answers.setTopicId(Ids.wire(known.id())));
            answers.partitions().add(slot(offset));
        }
        return new OffsetFetchResponseGroup().setGroupId(asked.groupId()).setTopics(new ArrayList<>(topics.values()));
    }

    private static OffsetFetchResponseGroup refused(OffsetFetchRequestGroup asked, short why) {
        OffsetFetchResponseGroup answer =
                new OffsetFetchResponseGroup().setGroupId(asked.groupId()).setErrorCode(why);
        if (asked.topics() == null) return answer;
        for (OffsetFetchRequestTopics topic : asked.topics())
            answer.topics()
                    .add(new OffsetFetchResponseTopics()
                            .setName(topic.name())
                            .setTopicId(topic.topicId())
                            .setPartitions(topic.partitionIndexes().stream()
                                    .map(partition -> nothing(partition).setErrorCode(why))
                                    .toList()));
        return answer;
    }

    private static OffsetFetchResponsePartitions slot(KnownOffset known) {
        return new OffsetFetchResponsePartitions()
                .setPartitionIndex(known.partition().partition())
                .setCommittedOffset(known.offset())
                .setCommittedLeaderEpoch(known.leaderEpoch())
                .setMetadata(known.metadata());
    }

    private static OffsetFetchResponsePartitions nothing(int partition) {
        return new OffsetFetchResponsePartitions()
                .setPartitionIndex(partition)
                .setCommittedOffset(NONE)
                .setCommittedLeaderEpoch(NO_EPOCH)
                .setMetadata("");
    }
}
