package akkord.protocol.door.grpc.deadletter;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.GroupConfig;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.metadata.TopicImage;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The dead-letter topic of a group, as it is set now. Since nodes may write to any topic, and whoever writes records can
 * have them given up, the topic itself must allow it, and its name must tell (KIP-1191).
 */
final class DeadLetterTopic {

    /** A group's setting: the name. */
    static final String NAME = "errors.deadletterqueue.topic.name";

    /** A group's setting: whether letters carry the record. */
    static final String COPY = "errors.deadletterqueue.copy.record.enable";

    /** A topic's setting. */
    static final String ENABLE = "errors.deadletterqueue.group.enable";

    private static final String PREFIX = "errors.deadletterqueue.topic.name.prefix";
    private static final String CREATE = "errors.deadletterqueue.auto.create.topics.enable";
    private static final String INTERNAL = "__";

    private final DeadLetterContext context;

    DeadLetterTopic(DeadLetterContext context) {
        this.context = context;
    }

    /** Fails with {@link RefusedException}, in a sentence for whoever looks after the group. @param source the topic read */
    CompletionStage<TopicImage> of(String group, String source) {
        try {
            GroupConfig settings = context.groups().of(group);
            String name = settings.text(NAME);
            check(group, name, source);
            Optional<TopicImage> topic = context.metadata().image().topic(name);
            if (topic.isPresent()) return CompletableFuture.completedFuture(checked(topic.get()));
            if (!context.node().get().flag(CREATE))
                throw refused(
                        ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                        "there is no topic \"" + name + "\": create it with " + ENABLE
                                + "=true, or let nodes create it (" + CREATE + ")");
            // the time of a letter is when it was written, whatever the node's default says
            return context.create()
                    .apply(name, Map.of(ENABLE, "true", "message.timestamp.type", "CreateTime"))
                    .thenApply(DeadLetterTopic::checked);
        } catch (RefusedException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private void check(String group, String name, String source) {
        BrokerSettings node = context.node().get();
        if (name.isEmpty())
            throw refused(
                    ErrorCode.INVALID_CONFIG, "group \"" + group + "\" has no dead-letter topic now (" + NAME + ")");
        if (name.startsWith(INTERNAL))
            throw refused(
                    ErrorCode.INVALID_CONFIG,
                    "\"" + name + "\" begins with __ as the cluster's own topics do: choose another one (" + NAME
                            + ")");
        String prefix = String.valueOf(node.text(PREFIX));
        if (!name.startsWith(prefix))
            throw refused(
                    ErrorCode.INVALID_CONFIG,
                    "\"" + name + "\" does not begin with \"" + prefix
                            + "\", as dead-letter topics of this cluster must (" + PREFIX + "): choose another one ("
                            + NAME + ")");
        if (name.equals(source))
            throw refused(
                    ErrorCode.INVALID_CONFIG,
                    "\"" + name + "\" is the topic the group reads, and would be given its own dead letters: choose"
                            + " another one (" + NAME + ")");
    }

    private static TopicImage checked(TopicImage topic) {
        if (topic.internal() || !Boolean.parseBoolean(topic.config().get(ENABLE)))
            throw refused(
                    ErrorCode.POLICY_VIOLATION,
                    "topic \"" + topic.name() + "\" takes no dead letters: set " + ENABLE + "=true on it");
        return topic;
    }

    private static RefusedException refused(ErrorCode code, String why) {
        return new RefusedException(code, why);
    }
}
