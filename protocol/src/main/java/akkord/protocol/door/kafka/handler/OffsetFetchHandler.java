package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;

/** Says how far groups have come: one group, from version 8 on several; some partitions or all. */
final class OffsetFetchHandler implements RequestHandler<OffsetFetchRequestData> {

    private static final int ERROR_FROM = 2;
    private static final int SEVERAL_FROM = 8;
    private static final int TOPIC_IDS_FROM = 10;

    private final GroupOffsets offsets;

    OffsetFetchHandler(KafkaDoorContext context) {
        this.offsets = new GroupOffsets(context);
    }

    @Override
    public void handle(Call call, OffsetFetchRequestData request) {
        boolean byId = call.version() >= TOPIC_IDS_FROM;
        List<OffsetFetchRequestGroup> asked =
                call.version() >= SEVERAL_FROM ? request.groups() : List.of(single(request));
        List<CompletableFuture<OffsetFetchResponseGroup>> answers = new ArrayList<>();
        for (OffsetFetchRequestGroup group : asked)
            answers.add(offsets.of(group, byId).toCompletableFuture());
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).thenAccept(all -> {
            OffsetFetchResponseData response = new OffsetFetchResponseData();
            if (call.version() >= SEVERAL_FROM)
                answers.forEach(answer -> response.groups().add(answer.join()));
            else single(call, response, answers.get(0).join());
            call.answer(response);
        });
    }

    private static OffsetFetchRequestGroup single(OffsetFetchRequestData request) {
        return new OffsetFetchRequestGroup()
                .setGroupId(request.groupId())
                .setTopics(
                        request.topics() == null
                                ? null
                                : request.topics().stream()
                                        .map(topic -> new OffsetFetchRequestTopics()
                                                .setName(topic.name())
                                                .setPartitionIndexes(topic.partitionIndexes()))
                                        .toList());
    }

    private static void single(Call call, OffsetFetchResponseData response, OffsetFetchResponseGroup group) {
        if (call.version() >= ERROR_FROM) response.setErrorCode(group.errorCode());
        for (OffsetFetchResponseTopics topic : group.topics()) {
            OffsetFetchResponseTopic answer = new OffsetFetchResponseTopic().setName(topic.name());
            for (OffsetFetchResponsePartitions partition : topic.partitions())
                answer.partitions()
                        .add(new OffsetFetchResponsePartition()
                                .setPartitionIndex(partition.partitionIndex())
                                .setCommittedOffset(partition.committedOffset())
                                .setCommittedLeaderEpoch(partition.committedLeaderEpoch())
                                .setMetadata(partition.metadata())
                                .setErrorCode(partition.errorCode()));
            response.topics().add(answer);
        }
    }
}
