package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData.ListPartitionReassignmentsTopics;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData.OngoingPartitionReassignment;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData.OngoingTopicReassignment;

/** The moves of partitions that are under way; of what is not, or is not known, nothing is said. */
final class ListPartitionReassignmentsHandler implements RequestHandler<ListPartitionReassignmentsRequestData> {

    private final KafkaDoorContext context;

    ListPartitionReassignmentsHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, ListPartitionReassignmentsRequestData request) {
        MetadataImage image = context.metadata().image();
        ListPartitionReassignmentsResponseData response = new ListPartitionReassignmentsResponseData();
        List<ListPartitionReassignmentsTopics> wanted = request.topics();
        if (wanted == null) {
            for (TopicImage topic : image.topics().values())
                add(response, topic, IntStream.range(0, topic.partitions().size()));
        } else {
            for (ListPartitionReassignmentsTopics topic : wanted)
                image.topic(topic.name())
                        .ifPresent(known -> add(
                                response,
                                known,
                                topic.partitionIndexes().stream()
                                        .mapToInt(Integer::intValue)
                                        .distinct()));
        }
        call.answer(response);
    }

    private static void add(ListPartitionReassignmentsResponseData response, TopicImage topic, IntStream partitions) {
        List<OngoingPartitionReassignment> ongoing = partitions
                .filter(number -> number >= 0 && number < topic.partitions().size())
                .filter(number -> topic.partitions().get(number).isBeingReassigned())
                .mapToObj(number -> describe(number, topic.partitions().get(number)))
                .toList();
        if (!ongoing.isEmpty())
            response.topics()
                    .add(new OngoingTopicReassignment().setName(topic.name()).setPartitions(ongoing));
    }

    private static OngoingPartitionReassignment describe(int number, PartitionImage partition) {
        return new OngoingPartitionReassignment()
                .setPartitionIndex(number)
                .setReplicas(partition.replicas())
                .setAddingReplicas(partition.addingReplicas())
                .setRemovingReplicas(partition.removingReplicas());
    }
}
