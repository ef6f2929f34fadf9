package akkord.actors.controller;

import static akkord.actors.controller.Outcomes.refuse;

import akkord.actors.controller.ControllerEvent.DeletedTopic;
import akkord.actors.controller.ControllerEvent.TopicsDeleted;
import akkord.protocol.controller.ControllerCommand.DeleteTopics;
import akkord.protocol.controller.ControllerCommand.TopicRef;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Deletes topics, named by name or by id. */
final class DeleteTopicsHandler implements CommandHandler<DeleteTopics, TopicResults> {

    private final ControllerRules rules;

    DeleteTopicsHandler(ControllerRules rules) {
        this.rules = rules;
    }

    @Override
    public Decision<TopicResults> decide(ControllerState state, DeleteTopics command) {
        Map<TopicId, TopicImage> byId = state.topics().values().stream()
                .collect(Collectors.toMap(TopicImage::id, topic -> topic, (one, same) -> one, HashMap::new));
        Set<String> repeated = Outcomes.repeated(command.topics().stream()
                .map(ref -> nameOf(ref, byId))
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList());
        Outcomes outcomes = new Outcomes(state);
        List<DeletedTopic> deleted = new ArrayList<>();
        for (TopicRef ref : command.topics()) {
            outcomes.attempt(ref.name(), ref.id(), () -> {
                TopicImage topic = find(ref, state, byId);
                checkMayGo(topic, repeated);
                deleted.add(new DeletedTopic(topic.name(), topic.id()));
                return topic;
            });
        }
        TopicsDeleted event = deleted.isEmpty() ? null : new TopicsDeleted(deleted);
        return new Decision<>(event, outcomes.results(event));
    }

    private static @Nullable String nameOf(TopicRef ref, Map<TopicId, TopicImage> byId) {
        if (ref.name() != null) return ref.name();
        TopicImage topic = byId.get(ref.id());
        return topic == null ? null : topic.name();
    }

    private static TopicImage find(TopicRef ref, ControllerState state, Map<TopicId, TopicImage> byId) {
        if (ref.name() != null) {
            TopicImage topic = state.topics().get(ref.name());
            if (topic == null) throw refuse(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic " + ref.name());
            return topic;
        }
        if (ref.id() == null) throw refuse(ErrorCode.INVALID_REQUEST, "a topic to delete has neither name nor id");
        TopicImage topic = byId.get(ref.id());
        if (topic == null) throw refuse(ErrorCode.UNKNOWN_TOPIC_ID, "there is no topic with the id " + ref.id());
        return topic;
    }

    private void checkMayGo(TopicImage topic, Set<String> repeated) {
        if (repeated.contains(topic.name()))
            throw refuse(
                    ErrorCode.INVALID_REQUEST, "topic " + topic.name() + " is named more than once in the request");
        if (!rules.settings().deleteTopics())
            throw refuse(
                    ErrorCode.TOPIC_DELETION_DISABLED, "topics cannot be deleted while delete.topic.enable is false");
        if (topic.internal())
            throw refuse(
                    ErrorCode.POLICY_VIOLATION,
                    "topic " + topic.name() + " is internal: the cluster needs it and it cannot be deleted");
    }
}
