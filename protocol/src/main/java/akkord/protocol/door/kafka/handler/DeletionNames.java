package akkord.protocol.door.kafka.handler;

import akkord.protocol.controller.ControllerCommand.TopicRef;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.MetadataImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The topics that one request wants deleted, by name or by id: each may be named once, in one way. */
final class DeletionNames {

    private final MetadataImage image;
    private final Map<TopicRef, Integer> times = new HashMap<>();
    private final List<TopicRef> once;

    DeletionNames(List<TopicRef> refs, MetadataImage image) {
        this.image = image;
        refs.forEach(ref -> times.merge(ref, 1, Integer::sum));
        this.once = refs.stream().distinct().filter(ref -> !isNamedToo(ref)).toList();
    }

    /** Each of them once, in the order of the request; without ids of topics that it names as well. */
    List<TopicRef> once() {
        return once;
    }

    private boolean isNamedToo(TopicRef ref) {
        TopicId id = ref.id();
        if (id == null || ref.name() != null) return false;
        return image.topic(id)
                .filter(topic -> times.containsKey(new TopicRef(topic.name(), null)))
                .isPresent();
    }

    /** Why it cannot be asked of the controller; null: it can. */
    @Nullable
    Refusal problem(TopicRef ref, int timeoutMillis) {
        String name = ref.name();
        if (name == null && ref.id() == null) return invalid("neither a topic's name nor its id is given");
        if (name != null && ref.id() != null) return invalid("both a topic's name and its id are given");
        if (times.getOrDefault(ref, 0) > 1)
            return invalid(name == null ? "the topic's id is given twice" : "the topic is named twice");
        if (name != null && isGivenById(name)) return invalid("the topic is given by its name and by its id");
        if (ref.id() != null && image.topic(ref.id()).isEmpty())
            return new Refusal(ErrorCode.UNKNOWN_TOPIC_ID, "there is no topic with this id");
        try {
            Timeouts.check(timeoutMillis);
            return null;
        } catch (RefusedException noTime) {
            return noTime.refusal();
        }
    }

    private boolean isGivenById(String name) {
        return image.topic(name)
                .filter(topic -> times.containsKey(new TopicRef(null, topic.id())))
                .isPresent();
    }

    private static Refusal invalid(String what) {
        return new Refusal(ErrorCode.INVALID_REQUEST, what);
    }
}
