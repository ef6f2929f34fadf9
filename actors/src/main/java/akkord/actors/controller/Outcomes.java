package akkord.actors.controller;

import akkord.protocol.controller.ControllerCommand.TopicResult;
import akkord.protocol.controller.ControllerCommand.TopicResults;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.domain.TopicId;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects one {@link TopicResult} for each thing asked, in its order. */
final class Outcomes {

    private final long version;

    private final List<TopicResult> results = new ArrayList<>();

    Outcomes(ControllerState state) {
        this.version = state.version();
    }

    /** Records what {@code attempt} makes, or why it was refused. */
    void attempt(@Nullable String name, @Nullable TopicId id, Supplier<TopicImage> attempt) {
        try {
            results.add(done(attempt.get()));
        } catch (RefusedException refused) {
            results.add(refused(name, id, refused.refusal()));
        }
    }

    /** As {@link #attempt}, for what has no topic image to show. */
    void attemptPlain(@Nullable String name, Runnable attempt) {
        try {
            attempt.run();
            results.add(new TopicResult(name, null, -1, -1, version, null));
        } catch (RefusedException refused) {
            results.add(refused(name, null, refused.refusal()));
        }
    }

    /** @param event what follows from the request: its version shows the changes; without one the present does */
    TopicResults results(@Nullable ControllerEvent event) {
        long shownBy = event == null ? version : version + 1;
        return new TopicResults(
                results.stream().map(result -> shownBy(shownBy, result)).toList());
    }

    private static TopicResult shownBy(long version, TopicResult result) {
        if (result.why() != null) return result;
        return new TopicResult(
                result.name(), result.id(), result.partitions(), result.replicationFactor(), version, null);
    }

    /** All of {@code things} refused for the same reason. */
    static <T> TopicResults allRefused(Collection<T> things, Function<T, @Nullable String> name, Refusal why) {
        return new TopicResults(things.stream()
                .map(thing -> refused(name.apply(thing), null, why))
                .toList());
    }

    static RefusedException refuse(ErrorCode code, String sentence) {
        return new RefusedException(code, sentence);
    }

    /** What occurs more than once. */
    static <T> Set<T> repeated(Collection<T> things) {
        Set<T> seen = new HashSet<>();
        Set<T> repeated = new HashSet<>();
        for (T thing : things) {
            if (!seen.add(thing)) repeated.add(thing);
        }
        return repeated;
    }

    private TopicResult done(TopicImage topic) {
        return new TopicResult(
                topic.name(), topic.id(), topic.partitions().size(), replicationFactor(topic), version, null);
    }

    private static int replicationFactor(TopicImage topic) {
        return topic.partitions().isEmpty()
                ? -1
                : topic.partitions().get(0).replicas().size();
    }

    private static TopicResult refused(@Nullable String name, @Nullable TopicId id, Refusal why) {
        return new TopicResult(name, id, -1, -1, -1, why);
    }
}
