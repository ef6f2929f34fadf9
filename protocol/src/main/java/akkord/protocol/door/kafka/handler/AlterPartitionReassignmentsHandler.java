package akkord.protocol.door.kafka.handler;

import akkord.protocol.controller.ControllerCommand.AlterReassignments;
import akkord.protocol.controller.ControllerCommand.PartitionResult;
import akkord.protocol.controller.ControllerCommand.PartitionResults;
import akkord.protocol.controller.ControllerCommand.Reassignment;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignableTopic;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignablePartitionResponse;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignableTopicResponse;
import org.jspecify.annotations.Nullable;

/** Moves partitions to other nodes, or calls such moves off (KIP-455). Each partition is answered for itself. */
final class AlterPartitionReassignmentsHandler implements RequestHandler<AlterPartitionReassignmentsRequestData> {

    private final KafkaDoorContext context;

    AlterPartitionReassignmentsHandler(KafkaDoorContext context) {
        this.context = context;
    }

    @Override
    public void handle(Call call, AlterPartitionReassignmentsRequestData request) {
        AlterPartitionReassignmentsResponseData response = new AlterPartitionReassignmentsResponseData()
                .setAllowReplicationFactorChange(request.allowReplicationFactorChange());
        List<Reassignment> asked = new ArrayList<>();
        List<ReassignablePartitionResponse> places = new ArrayList<>();
        for (ReassignableTopic topic : request.topics()) {
            ReassignableTopicResponse topicSlot = new ReassignableTopicResponse().setName(topic.name());
            response.responses().add(topicSlot);
            for (ReassignablePartition partition : topic.partitions()) {
                ReassignablePartitionResponse slot =
                        new ReassignablePartitionResponse().setPartitionIndex(partition.partitionIndex());
                topicSlot.partitions().add(slot);
                TopicPartition name = new TopicPartition(topic.name(), partition.partitionIndex());
                Refusal why = request.allowReplicationFactorChange() ? null : sameFactor(name, partition.replicas());
                if (why != null) {
                    refuse(slot, why);
                    continue;
                }
                asked.add(new Reassignment(name, partition.replicas()));
                places.add(slot);
            }
        }
        reassign(asked).whenComplete((outcomes, fault) -> {
            if (fault != null) {
                call.fail(Failures.exception(fault));
                return;
            }
            List<PartitionResult> results = outcomes.results();
            for (int i = 0; i < results.size(); i++) {
                Refusal why = results.get(i).why();
                if (why != null) refuse(places.get(i), why);
            }
            call.answer(response);
        });
    }

    private CompletionStage<PartitionResults> reassign(List<Reassignment> asked) {
        if (asked.isEmpty()) return CompletableFuture.completedFuture(new PartitionResults(List.of()));
        return context.controller().ask(replyTo -> new AlterReassignments(asked, replyTo));
    }

    private @Nullable Refusal sameFactor(TopicPartition partition, @Nullable List<Integer> replicas) {
        if (replicas == null) return null;
        int now = context.metadata()
                .image()
                .partition(partition)
                .map(image -> image.replicas().size() - image.addingReplicas().size())
                .orElse(replicas.size());
        return now == replicas.size()
                ? null
                : new Refusal(
                        ErrorCode.INVALID_REPLICATION_FACTOR,
                        partition + " has " + now + " replicas, and the request does not allow to make them "
                                + replicas.size());
    }

    private static void refuse(ReassignablePartitionResponse slot, Refusal why) {
        slot.setErrorCode(why.code().number()).setErrorMessage(why.message());
    }
}
