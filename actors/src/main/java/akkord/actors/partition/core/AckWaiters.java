package akkord.actors.partition.core;

import akkord.protocol.domain.Refusal;
import akkord.protocol.partition.AppendResult.NotAppended;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;

/** Producers that wait until some offset is passed, in the order of their offsets. */
final class AckWaiters {

    private final Deque<WrittenAppend> waiting = new ArrayDeque<>();

    /** A lower bound of all deadlines: exact after {@link #expire}, and never later than the true one. */
    private long earliestDeadlineMillis = Long.MAX_VALUE;

    void add(WrittenAppend append) {
        WrittenAppend last = waiting.peekLast();
        if (last != null && last.endOffset() > append.baseOffset())
            throw new IllegalStateException("offset " + append.baseOffset() + " was given twice: " + last);
        waiting.addLast(append);
        earliestDeadlineMillis = Math.min(earliestDeadlineMillis, append.deadlineMillis());
    }

    /** Takes out all whose records lie below {@code offset}. */
    void takeBelow(long offset, Function<WrittenAppend, ReplicaEffect> answer, List<ReplicaEffect> effects) {
        WrittenAppend first = waiting.peekFirst();
        while (first != null && first.endOffset() <= offset) {
            effects.add(answer.apply(waiting.removeFirst()));
            first = waiting.peekFirst();
        }
        if (waiting.isEmpty()) earliestDeadlineMillis = Long.MAX_VALUE;
    }

    /** Takes out all whose deadline has come; they keep their places in the log. */
    void expire(long nowMillis, Refusal why, List<ReplicaEffect> effects) {
        if (nowMillis < earliestDeadlineMillis) return;
        earliestDeadlineMillis = Long.MAX_VALUE;
        for (Iterator<WrittenAppend> all = waiting.iterator(); all.hasNext(); ) {
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
        waiting.clear();
        earliestDeadlineMillis = Long.MAX_VALUE;
    }

    long earliestDeadlineMillis() {
        return earliestDeadlineMillis;
    }

    int size() {
        return waiting.size();
    }
}
