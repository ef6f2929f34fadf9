package akkord.protocol.door.kafka.handler;

import akkord.protocol.controller.ControllerCommand.CreateTopics;
import akkord.protocol.controller.ControllerCommand.NewTopic;
import akkord.protocol.controller.ControllerCommand.TopicResult;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.domain.TopicId;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableReplicaAssignment;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.jspecify.annotations.Nullable;

/** Makes topics, and answers when they serve. */
final class CreateTopicsHandler implements RequestHandler<CreateTopicsRequestData> {

    private static final int DEFAULT = -1;

    private final KafkaDoorContext context;
    private final TopicReadiness readiness;

    CreateTopicsHandler(KafkaDoorContext context, TopicReadiness readiness) {
        this.context = context;
        this.readiness = readiness;
    }

    @Override
    public void handle(Call call, CreateTopicsRequestData request) {
        Map<String, Refusal> refused = new LinkedHashMap<>();
        Map<String, NewTopic> wanted = new LinkedHashMap<>();
        Set<String> names = new HashSet<>();
        for (CreatableTopic topic : request.topics()) {
            if (!names.add(topic.name())) {
                refused.put(topic.name(), new Refusal(ErrorCode.INVALID_REQUEST, "the topic is named twice"));
                wanted.remove(topic.name());
                continue;
            }
            try {
                Timeouts.check(request.timeoutMs());
                wanted.put(topic.name(), topic(topic));
            } catch (RefusedException why) {
                refused.put(topic.name(), why.refusal());
            }
        }
        create(call, request, List.copyOf(wanted.values())).whenComplete((results, fault) -> {
            if (fault == null) call.answer(answer(request, wanted, refused, results));
            else call.fail(Failures.exception(fault));
        });
    }

    private CompletionStage<TopicResults> create(Call call, CreateTopicsRequestData request, List<NewTopic> topics) {
        if (topics.isEmpty()) return CompletableFuture.completedFuture(new TopicResults(List.of()));
        CompletionStage<TopicResults> asked =
                context.controller().ask(replyTo -> new CreateTopics(topics, request.validateOnly(), replyTo));
        if (request.validateOnly()) return asked;
        return asked.thenCompose(results -> serving(results, call));
    }

    private CompletionStage<TopicResults> serving(TopicResults results, Call call) {
        List<String> made = new ArrayList<>();
        long version = 0;
        for (TopicResult result : results.results()) {
            if (result.why() != null || result.name() == null) continue;
            made.add(result.name());
            version = Math.max(version, result.version());
        }
        if (made.isEmpty()) return CompletableFuture.completedFuture(results);
        return readiness.await(version, made, call.eventLoop()).thenApply(done -> results);
    }

    private static NewTopic topic(CreatableTopic topic) {
        Map<String, String> config = new HashMap<>();
        for (CreatableTopicConfig entry : topic.configs()) {
            if (entry.value() == null)
                throw new RefusedException(ErrorCode.INVALID_CONFIG, entry.name() + " has no value");
            config.put(entry.name(), entry.value());
        }
        return new NewTopic(
                topic.name(), topic.numPartitions(), topic.replicationFactor(), assignment(topic), config, false);
    }

    private static List<List<Integer>> assignment(CreatableTopic topic) {
        int count = topic.assignments().size();
        if (count == 0) return List.of();
        if (topic.numPartitions() != DEFAULT || topic.replicationFactor() != DEFAULT)
            throw new RefusedException(
                    ErrorCode.INVALID_REQUEST,
                    "with an assignment, partitions and replication factor must be left out (-1)");
        List<List<Integer>> replicas = new ArrayList<>(Collections.nCopies(count, List.of()));
        Set<Integer> seen = new HashSet<>();
        for (CreatableReplicaAssignment of : topic.assignments()) {
            if (of.partitionIndex() < 0 || of.partitionIndex() >= count || !seen.add(of.partitionIndex()))
                throw new RefusedException(
                        ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                        "partitions must be numbered from 0 without gaps, each once");
            replicas.set(of.partitionIndex(), List.copyOf(of.brokerIds()));
        }
        return replicas;
    }

    private CreateTopicsResponseData answer(
            CreateTopicsRequestData request,
            Map<String, NewTopic> wanted,
            Map<String, Refusal> refused,
            TopicResults results) {
        Map<String, TopicResult> byName = new HashMap<>();
        List<String> asked = List.copyOf(wanted.keySet());
        for (int i = 0; i < results.results().size(); i++)
            byName.put(asked.get(i), results.results().get(i));
        CreateTopicsResponseData response = new CreateTopicsResponseData();
        Set<String> done = new HashSet<>();
        for (CreatableTopic topic : request.topics()) {
            if (!done.add(topic.name())) continue;
            TopicResult result = byName.get(topic.name());
            Refusal why = result == null ? refused.get(topic.name()) : result.why();
            CreatableTopicResult slot =
                    new CreatableTopicResult().setName(topic.name()).setErrorMessage(null);
            if (why != null) slot.setErrorCode(why.code().number()).setErrorMessage(why.message());
            else if (result != null) describe(slot, result, wanted.get(topic.name()));
            response.topics().add(slot);
        }
        return response;
    }

    private void describe(CreatableTopicResult slot, TopicResult result, @Nullable NewTopic topic) {
        NodeConfigs node = NodeConfigs.of(
                context.settings(), context.nodeId(), context.metadata().image().nodeConfig());
        TopicId id = result.id();
        slot.setNumPartitions(result.partitions())
                .setReplicationFactor((short) result.replicationFactor())
                .setConfigs(TopicConfigs.created(topic == null ? Map.of() : topic.config(), node));
        if (id != null) slot.setTopicId(Ids.wire(id));
    }
}
