package akkord.protocol.door.kafka.handler;

import akkord.protocol.controller.ControllerCommand.ElectLeaders;
import akkord.protocol.controller.ControllerCommand.PartitionResult;
import akkord.protocol.controller.ControllerCommand.PartitionResults;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitions;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ElectLeadersResponseData.ReplicaElectionResult;
import org.apache.kafka.common.protocol.Errors;

/** Gives partitions their preferred leaders back, or, where no replica is in sync, any leader there is (KIP-460). */
final class ElectLeadersHandler implements RequestHandler<ElectLeadersRequestData> {

    private static final int TYPE_FROM = 1;
    private static final byte PREFERRED = 0;
    private static final byte UNCLEAN = 1;

    private final KafkaDoorContext context;

    ElectLeadersHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, ElectLeadersRequestData request) {
        byte type = call.version() < TYPE_FROM ? PREFERRED : request.electionType();
        if (type != PREFERRED && type != UNCLEAN) {
            call.fail(Errors.INVALID_REQUEST.exception(
                    "election type " + type + " is unknown; there are 0 (preferred) and 1 (unclean)"));
            return;
        }
        boolean all = request.topicPartitions() == null;
        elect(all, partitions(request), type == UNCLEAN).whenComplete((outcome, fault) -> {
            if (fault == null) call.answer(answer(outcome.results(), all));
            else call.fail(Failures.exception(fault));
        });
    }

    private CompletionStage<PartitionResults> elect(boolean all, List<TopicPartition> partitions, boolean unclean) {
        if (!all && partitions.isEmpty()) return CompletableFuture.completedFuture(new PartitionResults(List.of()));
        return context.controller().ask(replyTo -> new ElectLeaders(partitions, unclean, replyTo));
    }

    private static List<TopicPartition> partitions(ElectLeadersRequestData request) {
        List<TopicPartition> partitions = new ArrayList<>();
        if (request.topicPartitions() == null) return partitions;
        for (TopicPartitions topic : request.topicPartitions())
            for (int partition : topic.partitions()) partitions.add(new TopicPartition(topic.topic(), partition));
        return partitions.stream().distinct().toList();
    }

    /** Who asked for all wants to hear where something was to be done. */
    private static ElectLeadersResponseData answer(List<PartitionResult> outcomes, boolean all) {
        Map<String, ReplicaElectionResult> topics = new LinkedHashMap<>();
        for (PartitionResult outcome : outcomes) {
            if (all && outcome.why() != null && outcome.why().code() == ErrorCode.ELECTION_NOT_NEEDED) continue;
            ElectLeadersResponseData.PartitionResult slot = new ElectLeadersResponseData.PartitionResult()
                    .setPartitionId(outcome.partition().partition());
            if (outcome.why() != null)
                slot.setErrorCode(outcome.why().code().number())
                        .setErrorMessage(outcome.why().message());
            topics.computeIfAbsent(outcome.partition().topic(), topic -> new ReplicaElectionResult().setTopic(topic))
                    .partitionResult()
                    .add(slot);
        }
        return new ElectLeadersResponseData().setReplicaElectionResults(new ArrayList<>(topics.values()));
    }
}
