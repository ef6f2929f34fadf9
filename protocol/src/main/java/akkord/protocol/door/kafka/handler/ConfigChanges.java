package akkord.protocol.door.kafka.handler;

import akkord.protocol.config.TopicName;
import akkord.protocol.controller.ControllerCommand.AlterConfigs;
import akkord.protocol.controller.ControllerCommand.ConfigChange;
import akkord.protocol.controller.ControllerCommand.ConfigOp;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.group.GroupName;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Changes of settings on their way to the controller; each resource of a request has its own outcome. */
final class ConfigChanges {

    private final KafkaDoorContext context;
    private final List<@Nullable Refusal> outcomes = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private final List<ConfigChange> changes = new ArrayList<>();

    ConfigChanges(KafkaDoorContext context) {
        this.context = context;
    }

    /** One resource more; {@code ops} may refuse. */
    void add(byte type, String name, boolean replaceAll, Supplier<List<ConfigOp>> ops) {
        try {
            ConfigChange change = change(type, name, replaceAll, ops.get());
            places.add(outcomes.size());
            changes.add(change);
            outcomes.add(null);
        } catch (RefusedException refused) {
            outcomes.add(refused.refusal());
        }
    }

    private ConfigChange change(byte type, String name, boolean replaceAll, List<ConfigOp> ops) {
        return switch (type) {
            case ResourceType.TOPIC -> new ConfigChange(existing(name), null, replaceAll, ops);
            case ResourceType.NODE -> new ConfigChange(null, node(name), replaceAll, ops);
            case ResourceType.GROUP -> ConfigChange.ofGroup(group(name), replaceAll, ops);
            default ->
                throw new RefusedException(
                        ErrorCode.INVALID_REQUEST, "settings of resources of type " + type + " cannot be changed here");
        };
    }

    private String existing(String topic) {
        if (topic.isEmpty())
            throw new RefusedException(ErrorCode.INVALID_REQUEST, "topics have no common settings: name one");
        TopicName.refusal(topic).ifPresent(why -> {
            throw new RefusedException(why);
        });
        Optional<TopicImage> known = context.metadata().image().topic(topic);
        if (known.isEmpty())
            throw new RefusedException(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic \"" + topic + "\"");
        return topic;
    }

    /** It need not be there. */
    private static String group(String name) {
        if (name.isEmpty())
            throw new RefusedException(ErrorCode.INVALID_REQUEST, "groups have no common settings: name one");
        return GroupName.checked(name);
    }

    /** A node's settings are changed by that node, where Kafka's clients send it. */
    private int node(String name) {
        if (name.isEmpty()) return NodeConfigs.ALL_NODES;
        if (name.equals(Integer.toString(context.nodeId()))) return context.nodeId();
        throw new RefusedException(
                ErrorCode.INVALID_REQUEST,
                "this is node " + context.nodeId() + ", which cannot change node \"" + name
                        + "\"; ask that one, or the empty name for the settings of all nodes");
    }

    /** One outcome for each {@link #add}, in its order; null: done. */
    CompletionStage<List<@Nullable Refusal>> apply(boolean validateOnly) {
        if (changes.isEmpty()) return CompletableFuture.completedFuture(outcomes);
        return context.controller()
                .<TopicResults>ask(replyTo -> new AlterConfigs(changes, validateOnly, replyTo))
                .thenApply(results -> {
                    for (int i = 0; i < results.results().size(); i++)
                        outcomes.set(
                                places.get(i),
                                wire(changes.get(i), results.results().get(i).why()));
                    return outcomes;
                });
    }

    /** Kafka calls a node's setting that cannot be applied an invalid request, a topic's or a group's an invalid setting. */
    private static @Nullable Refusal wire(ConfigChange change, @Nullable Refusal why) {
        return why == null || change.node() == null || why.code() != ErrorCode.INVALID_CONFIG
                ? why
                : new Refusal(ErrorCode.INVALID_REQUEST, why.message());
    }
}
