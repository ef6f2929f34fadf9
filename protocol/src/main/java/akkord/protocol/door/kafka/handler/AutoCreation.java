package akkord.protocol.door.kafka.handler;

import akkord.protocol.config.TopicName;
import akkord.protocol.controller.ControllerCommand.CreateTopics;
import akkord.protocol.controller.ControllerCommand.NewTopic;
import akkord.protocol.controller.ControllerCommand.TopicResult;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.domain.ErrorCode;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.Errors;

/** Makes topics that a client asks about and that do not exist. */
final class AutoCreation {

    private static final int DEFAULT = -1;

    private final KafkaDoorContext context;
    private final TopicReadiness readiness;

    AutoCreation(KafkaDoorContext context, TopicReadiness readiness) {
        this.context = context;
        this.readiness = readiness;
    }

    boolean isAllowed(boolean byClient) {
        return byClient && context.settings().autoCreateTopics();
    }

    /** Completes when they serve, with why those that are still missing could not be made. */
    CompletionStage<Map<String, Errors>> create(List<String> names, EventExecutor timer) {
        List<NewTopic> topics = names.stream()
                .distinct()
                .filter(name -> TopicName.refusal(name).isEmpty())
                .map(name -> new NewTopic(name, DEFAULT, DEFAULT, List.of(), Map.of(), false))
                .toList();
        if (topics.isEmpty()) return CompletableFuture.completedFuture(Map.of());
        return context.controller()
                .<TopicResults>ask(replyTo -> new CreateTopics(topics, false, replyTo))
                .thenCompose(results -> whenServing(results, timer));
    }

    private CompletionStage<Map<String, Errors>> whenServing(TopicResults results, EventExecutor timer) {
        Map<String, Errors> failures = new HashMap<>();
        long version = 0;
        for (TopicResult result : results.results()) {
            version = Math.max(version, result.version());
            if (result.why() != null && result.name() != null)
                failures.put(result.name(), error(result.why().code()));
        }
        List<String> names = results.results().stream()
                .map(TopicResult::name)
                .filter(name -> name != null)
                .toList();
        return readiness.await(version, names, timer).thenApply(done -> failures);
    }

    /** Someone else may have made it in the meantime: then the client looks again. */
    private static Errors error(ErrorCode code) {
        return code == ErrorCode.TOPIC_ALREADY_EXISTS ? Errors.LEADER_NOT_AVAILABLE : Errors.forCode(code.number());
    }
}
