package akkord.protocol.door.kafka.handler;

import akkord.protocol.controller.ControllerCommand.CreatePartitions;
import akkord.protocol.controller.ControllerCommand.MorePartitions;
import akkord.protocol.controller.ControllerCommand.TopicResult;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;

/** Adds partitions to topics, and answers when they serve. */
final class CreatePartitionsHandler implements RequestHandler<CreatePartitionsRequestData> {

    private final KafkaDoorContext context;
    private final TopicReadiness readiness;

    CreatePartitionsHandler(KafkaDoorContext context, TopicReadiness readiness) {
        this.context = context;
        this.readiness = readiness;
    }

    @Override
    public void handle(Call call, CreatePartitionsRequestData request) {
        Set<String> once = new HashSet<>();
        Set<String> twice = new HashSet<>();
        for (CreatePartitionsTopic topic : request.topics()) if (!once.add(topic.name())) twice.add(topic.name());
        List<MorePartitions> wanted = new ArrayList<>();
        Map<String, Refusal> refused = new LinkedHashMap<>();
        for (String name : twice) refused.put(name, new Refusal(ErrorCode.INVALID_REQUEST, "the topic is named twice"));
        for (CreatePartitionsTopic topic : request.topics()) {
            if (twice.contains(topic.name())) continue;
            try {
                Timeouts.check(request.timeoutMs());
                wanted.add(more(topic));
            } catch (RefusedException why) {
                refused.put(topic.name(), why.refusal());
            }
        }
        create(call, request.validateOnly(), wanted).whenComplete((outcomes, fault) -> {
            if (fault == null) call.answer(answer(refused, wanted, outcomes));
            else call.fail(Failures.exception(fault));
        });
    }

    private CompletionStage<TopicResults> create(Call call, boolean validateOnly, List<MorePartitions> wanted) {
        if (wanted.isEmpty()) return CompletableFuture.completedFuture(new TopicResults(List.of()));
        CompletionStage<TopicResults> asked =
                context.controller().ask(replyTo -> new CreatePartitions(wanted, validateOnly, replyTo));
        return validateOnly ? asked : asked.thenCompose(results -> serving(call, wanted, results));
    }

    private CompletionStage<TopicResults> serving(Call call, List<MorePartitions> wanted, TopicResults results) {
        long version = results.results().stream()
                .filter(result -> result.why() == null)
                .mapToLong(TopicResult::version)
                .max()
                .orElse(0);
        List<String> names = wanted.stream().map(MorePartitions::topic).toList();
        return readiness.await(version, names, call.eventLoop()).thenApply(done -> results);
    }

    private static MorePartitions more(CreatePartitionsTopic topic) {
        List<List<Integer>> assignment = topic.assignments() == null
                ? List.of()
                : topic.assignments().stream()
                        .map(of -> List.copyOf(of.brokerIds()))
                        .toList();
        if (topic.assignments() != null && assignment.isEmpty())
            throw new RefusedException(
                    ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                    "an assignment of no partitions is given; leave it out (null) to have replicas chosen");
        return new MorePartitions(topic.name(), topic.count(), assignment);
    }

    private static CreatePartitionsResponseData answer(
            Map<String, Refusal> refused, List<MorePartitions> wanted, TopicResults outcomes) {
        CreatePartitionsResponseData response = new CreatePartitionsResponseData();
        refused.forEach((name, why) -> response.results()
                .add(new CreatePartitionsTopicResult()
                        .setName(name)
                        .setErrorCode(why.code().number())
                        .setErrorMessage(why.message())));
        for (int i = 0; i < outcomes.results().size(); i++) {
            CreatePartitionsTopicResult slot =
                    new CreatePartitionsTopicResult().setName(wanted.get(i).topic());
            TopicResult outcome = outcomes.results().get(i);
            if (outcome.why() != null)
                slot.setErrorCode(outcome.why().code().number())
                        .setErrorMessage(outcome.why().message());
            response.results().add(slot);
        }
        return response;
    }
}
