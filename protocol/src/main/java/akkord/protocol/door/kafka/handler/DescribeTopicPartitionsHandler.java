package akkord.protocol.door.kafka.handler;

import akkord.protocol.config.TopicName;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.protocol.Errors;

/** Describes topics page by page, in the order of their names. */
final class DescribeTopicPartitionsHandler implements RequestHandler<DescribeTopicPartitionsRequestData> {

    private static final String LIMIT = "max.request.partition.size.limit";

    private final KafkaDoorContext context;
    private final Leaders leaders;

    DescribeTopicPartitionsHandler(KafkaDoorContext context, Leaders leaders) {
        this.context = context;
        this.leaders = leaders;
    }

    @Override
    public void handle(Call call, DescribeTopicPartitionsRequestData request) {
        MetadataImage image = context.metadata().image();
        DescribeTopicPartitionsRequestData.Cursor cursor = request.cursor();
        if (cursor != null && cursor.partitionIndex() < 0) {
            call.fail(Errors.INVALID_REQUEST.exception("the cursor's partition is negative"));
            return;
        }
        if (cursor != null && !request.topics().isEmpty() && !isAsked(request, cursor.topicName())) {
            call.fail(Errors.INVALID_REQUEST.exception(
                    "the cursor stands at topic \"" + cursor.topicName() + "\", which is not one of those asked for"));
            return;
        }
        String fromTopic = cursor == null ? "" : cursor.topicName();
        int fromPartition = cursor == null ? 0 : cursor.partitionIndex();
        int room = Math.max(
                1, Math.min(request.responsePartitionLimit(), context.settings().integer(LIMIT)));
        DescribeTopicPartitionsResponseData response = new DescribeTopicPartitionsResponseData();
        for (String name : names(request, image).tailSet(fromTopic)) {
            int first = name.equals(fromTopic) ? fromPartition : 0;
            if (room <= 0) {
                response.setNextCursor(new Cursor().setTopicName(name).setPartitionIndex(first));
                break;
            }
            room -= describe(image, name, first, room, response);
            if (response.nextCursor() != null) break;
        }
        call.answer(response);
    }

    private static boolean isAsked(DescribeTopicPartitionsRequestData request, String topic) {
        return request.topics().stream().anyMatch(asked -> asked.name().equals(topic));
    }

    private static TreeSet<String> names(DescribeTopicPartitionsRequestData request, MetadataImage image) {
        TreeSet<String> names = new TreeSet<>();
        if (request.topics().isEmpty()) names.addAll(image.topics().keySet());
        for (TopicRequest topic : request.topics()) names.add(topic.name());
        return names;
    }

    /** Adds the topic's partitions from {@code first} on, at most {@code room}; returns how many. */
    private int describe(
            MetadataImage image, String name, int first, int room, DescribeTopicPartitionsResponseData response) {
        DescribeTopicPartitionsResponseTopic described = new DescribeTopicPartitionsResponseTopic()
                .setName(name)
                .setTopicAuthorizedOperations(Operations.TOPIC.bits(true));
        response.topics().add(described);
        Optional<TopicImage> topic = image.topic(name);
        if (topic.isEmpty()) {
            boolean illegal = TopicName.refusal(name).isPresent();
            Errors why = illegal ? Errors.INVALID_TOPIC_EXCEPTION : Errors.UNKNOWN_TOPIC_OR_PARTITION;
            described.setErrorCode(why.code());
            return 0;
        }
        described
                .setTopicId(Ids.wire(topic.get().id()))
                .setIsInternal(topic.get().internal());
        int end = topic.get().partitions().size();
        int last = (int) Math.min(end, (long) first + room);
        for (int number = first; number < last; number++)
            described.partitions().add(partition(image, topic.get(), number));
        if (last < end) response.setNextCursor(new Cursor().setTopicName(name).setPartitionIndex(last));
        return Math.max(0, last - first);
    }

    private DescribeTopicPartitionsResponsePartition partition(MetadataImage image, TopicImage topic, int number) {
        PartitionImage partition = topic.partitions().get(number);
        int leader = leaders.announced(image, topic, number);
        Errors error = leader == PartitionImage.NO_LEADER ? Errors.LEADER_NOT_AVAILABLE : Errors.NONE;
        return new DescribeTopicPartitionsResponsePartition()
                .setPartitionIndex(number)
                .setErrorCode(error.code())
                .setLeaderId(leader)
                .setLeaderEpoch(partition.leaderEpoch())
                .setReplicaNodes(partition.replicas())
                .setIsrNodes(partition.inSyncReplicas())
                .setEligibleLeaderReplicas(partition.eligibleLeaderReplicas())
                .setLastKnownElr(partition.lastKnownLeaders())
                .setOfflineReplicas(TopicDescriptions.offline(image, partition));
    }
}
