package akkord.protocol.door.kafka.handler;

import akkord.protocol.controller.ControllerCommand.DeleteTopics;
import akkord.protocol.controller.ControllerCommand.TopicRef;
import akkord.protocol.controller.ControllerCommand.TopicResult;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.RequestHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.protocol.Errors;

/** Deletes topics, by name or by id, and answers when this node knows. */
final class DeleteTopicsHandler implements RequestHandler<DeleteTopicsRequestData> {

    private static final int STATES_FROM = 6;
    private static final int DISABLED_ERROR_FROM = 3;

    private final KafkaDoorContext context;
    private final Duration newsWaitMax;

    DeleteTopicsHandler(KafkaDoorContext context, Duration newsWaitMax) {
        this.context = context;
        this.newsWaitMax = newsWaitMax;
    }

    @Override
    public void handle(Call call, DeleteTopicsRequestData request) {
        List<TopicRef> refs = refs(call, request);
        if (!context.settings().deleteTopics()) {
            call.fail((call.version() < DISABLED_ERROR_FROM ? Errors.INVALID_REQUEST : Errors.TOPIC_DELETION_DISABLED)
                    .exception("topics cannot be deleted: delete.topic.enable is false"));
            return;
        }
        List<DeletableTopicResult> results = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        List<TopicRef> asked = new ArrayList<>();
        DeletionNames names = new DeletionNames(refs, context.metadata().image());
        for (TopicRef ref : names.once()) {
            DeletableTopicResult result = named(ref);
            Refusal why = names.problem(ref, request.timeoutMs());
            if (why == null) {
                places.add(results.size());
                asked.add(ref);
            } else {
                result.setErrorCode(why.code().number()).setErrorMessage(why.message());
            }
            results.add(result);
        }
        delete(asked).whenComplete((outcomes, fault) -> {
            if (fault != null) {
                call.fail(Failures.exception(fault));
                return;
            }
            for (int i = 0; i < outcomes.results().size(); i++)
                fill(results.get(places.get(i)), outcomes.results().get(i), call.version());
            DeleteTopicsResponseData response = new DeleteTopicsResponseData();
            results.forEach(response.responses()::add);
            call.answer(response);
        });
    }

    private CompletionStage<TopicResults> delete(List<TopicRef> asked) {
        if (asked.isEmpty()) return CompletableFuture.completedFuture(new TopicResults(List.of()));
        return context.controller()
                .<TopicResults>ask(replyTo -> new DeleteTopics(asked, replyTo))
                .thenCompose(this::known);
    }

    /** A client that asks for metadata next must not be shown what it has just deleted. */
    private CompletionStage<TopicResults> known(TopicResults results) {
        long version =
                results.results().stream().mapToLong(TopicResult::version).max().orElse(0);
        return context.metadata()
                .await(image -> image.version() >= version, newsWaitMax)
                .handle((image, tooLong) -> results);
    }

    private static List<TopicRef> refs(Call call, DeleteTopicsRequestData request) {
        List<TopicRef> refs = new ArrayList<>();
        if (call.version() < STATES_FROM) {
            for (String name : request.topicNames()) refs.add(new TopicRef(name, null));
            return refs;
        }
        for (DeleteTopicState state : request.topics()) {
            boolean byId = !state.topicId().equals(Uuid.ZERO_UUID);
            refs.add(new TopicRef(state.name(), byId ? Ids.ours(state.topicId()) : null));
        }
        return refs;
    }

    private DeletableTopicResult named(TopicRef ref) {
        DeletableTopicResult result = new DeletableTopicResult().setName(ref.name());
        return ref.id() == null ? result : result.setTopicId(Ids.wire(ref.id()));
    }

    private static void fill(DeletableTopicResult slot, TopicResult outcome, short version) {
        if (outcome.name() != null) slot.setName(outcome.name());
        if (outcome.id() != null) slot.setTopicId(Ids.wire(outcome.id()));
        if (outcome.why() == null) return;
        boolean disabled = outcome.why().code() == ErrorCode.TOPIC_DELETION_DISABLED && version < DISABLED_ERROR_FROM;
        ErrorCode code = disabled ? ErrorCode.INVALID_REQUEST : outcome.why().code();
        slot.setErrorCode(code.number()).setErrorMessage(outcome.why().message());
    }
}
