package akkord.actors.partition.core;

import akkord.actors.partition.core.ReplicaEffect.AnswerDeletion;
import akkord.protocol.domain.Refusal;
import akkord.protocol.partition.PartitionCommand.DeleteRecordsResult;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Those who have had records deleted and wait until they are gone on every replica that follows: few, in no order. */
final class DeletionWaiters {

    private final List<ReplicaEvent.RecordsDeleted> waiting = new ArrayList<>(0);

    void add(ReplicaEvent.RecordsDeleted deletion) {
        waiting.add(deletion);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void takeReached(long lowWatermark, List<ReplicaEffect> effects) {
        take(
                deletion -> deletion.upToOffset() <= lowWatermark,
                deletion -> new DeleteRecordsResult(lowWatermark, null),
                effects);
    }

    void expire(long nowMillis, Refusal why, List<ReplicaEffect> effects) {
        take(deletion -> deletion.deadlineMillis() <= nowMillis, deletion -> refused(deletion, why), effects);
    }

    void refuseAll(Refusal why, List<ReplicaEffect> effects) {
        take(deletion -> true, deletion -> refused(deletion, why), effects);
    }

    private static DeleteRecordsResult refused(ReplicaEvent.RecordsDeleted deletion, @Nullable Refusal why) {
        return new DeleteRecordsResult(deletion.logStartOffset(), why);
    }

    private void take(
            Predicate<ReplicaEvent.RecordsDeleted> which,
            Function<ReplicaEvent.RecordsDeleted, DeleteRecordsResult> answer,
            List<ReplicaEffect> effects) {
        for (Iterator<ReplicaEvent.RecordsDeleted> all = waiting.iterator(); all.hasNext(); ) {
            ReplicaEvent.RecordsDeleted deletion = all.next();
            if (!which.test(deletion)) continue;
            all.remove();
            effects.add(new AnswerDeletion(deletion.replyTo(), answer.apply(deletion)));
        }
    }

    long earliestDeadlineMillis() {
        long earliest = Long.MAX_VALUE;
        for (ReplicaEvent.RecordsDeleted deletion : waiting) earliest = Math.min(earliest, deletion.deadlineMillis());
        return earliest;
    }
}
