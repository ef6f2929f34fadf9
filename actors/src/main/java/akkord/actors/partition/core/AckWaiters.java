package akkord.actors.partition.core;

import akkord.protocol.domain.Refusal;
import akkord.protocol.partition.AppendResult.NotAppended;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** Producers that wait until some offset is passed, in the order of their offsets. */
final class AckWaiters {

    private final Deque<WrittenAppend> waiting = new ArrayDeque<>();

    /** Sent again while the first is not acknowledged yet: few, and in no order. */
    private final List<WrittenAppend> repeated = new ArrayList<>();

    /** A lower bound of all deadlines: exact after {@link #expire}, and never later than the true one. */
    private long earliestDeadlineMillis = Long.MAX_VALUE;

    void add(WrittenAppend append) {
        WrittenAppend last = waiting.peekLast();
        if (last != null && last.endOffset() > append.baseOffset())
            throw new IllegalStateException("offset " + append.baseOffset() + " was given twice: " + last);
        waiting.addLast(append);
        earliestDeadlineMillis = Math.min(earliestDeadlineMillis, append.deadlineMillis());
    }

    /** One whose records were written before, anywhere. */
    void addRepeated(WrittenAppend append) {
        repeated.add(append);
        earliestDeadlineMillis = Math.min(earliestDeadlineMillis, append.deadlineMillis());
    }

    /** Takes out all whose records lie below {@code offset}. */
    void takeBelow(long offset, Function<WrittenAppend, ReplicaEffect> answer, List<ReplicaEffect> effects) {
        WrittenAppend first = waiting.peekFirst();
        while (first != null && first.endOffset() <= offset) {
            effects.add(answer.apply(waiting.removeFirst()));
            first = waiting.peekFirst();
        }
        if (!repeated.isEmpty()) takeRepeatedBelow(offset, answer, effects);
        if (size() == 0) earliestDeadlineMillis = Long.MAX_VALUE;
    }

    private void takeRepeatedBelow(
            long offset, Function<WrittenAppend, ReplicaEffect> answer, List<ReplicaEffect> effects) {
        for (Iterator<WrittenAppend> all = repeated.iterator(); all.hasNext(); ) {
            WrittenAppend append = all.next();
            if (append.endOffset() > offset) continue;
            all.remove();
            effects.add(answer.apply(append));
        }
    }

    /** Takes out all whose deadline has come; they keep their places in the log. */
    void expire(long nowMillis, Refusal why, List<ReplicaEffect> effects) {
        if (nowMillis < earliestDeadlineMillis) return;
        earliestDeadlineMillis = Long.MAX_VALUE;
        expire(waiting, nowMillis, why, effects);
        expire(repeated, nowMillis, why, effects);
    }

    private void expire(Collection<WrittenAppend> those, long nowMillis, Refusal why, List<ReplicaEffect> effects) {
        for (Iterator<WrittenAppend> all = those.iterator(); all.hasNext(); ) {
            WrittenAppend append = all.next();
            if (append.deadlineMillis() <= nowMillis) {
                all.remove();
                effects.add(new ReplicaEffect.Answer(append.replyTo(), new NotAppended(why)));
            } else {
                earliestDeadlineMillis = Math.min(earliestDeadlineMillis, append.deadlineMillis());
            }
        }
    }

    void refuseAll(Refusal why, List<ReplicaEffect> effects) {
        waiting.forEach(append -> effects.add(new ReplicaEffect.Answer(append.replyTo(), new NotAppended(why))));
        repeated.forEach(append -> effects.add(new ReplicaEffect.Answer(append.replyTo(), new NotAppended(why))));
        waiting.clear();
        repeated.clear();
        earliestDeadlineMillis = Long.MAX_VALUE;
    }

    long earliestDeadlineMillis() {
        return earliestDeadlineMillis;
    }

    int size() {
        return waiting.size() + repeated.size();
    }
}
