package akkord.protocol.share;

import akkord.protocol.domain.Refusal;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Writes dead letters into the dead-letter topics of share groups, wherever these are led. Any thread. */
@FunctionalInterface
public interface DeadLetters {

    /**
     * Writes a record for each offset of {@code letters}, in their order, or for the first of them. What was written may be
     * written again: nobody looks for copies. Never fails, and does not block.
     */
    CompletionStage<Copied> copy(ShareKey key, List<DeadLetter> letters);

    /**
     * @param count so many offsets, from the first on, are in the topic on every in-sync replica
     * @param why the rest is not; null: there is no reason, and it may be tried at once
     */
    record Copied(long count, @Nullable Refusal why) {}
}
