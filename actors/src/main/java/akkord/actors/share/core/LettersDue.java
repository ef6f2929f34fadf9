package akkord.actors.share.core;

import akkord.protocol.share.DeadLetter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Dead letters that are not in their topic yet, as far as is known; the oldest first. Survives. */
final class LettersDue {

    private final Deque<DeadLetter> due = new ArrayDeque<>();

    /** Neighbours become one. */
    void add(List<DeadLetter> letters) {
        for (DeadLetter letter : letters) {
            DeadLetter last = due.peekLast();
            if (last == null || !last.isContinuedBy(letter)) due.addLast(letter);
            else {
                due.removeLast();
                due.addLast(last.upTo(letter.last()));
            }
        }
    }

    /** The first {@code count} offsets are due no more. */
    void done(long count) {
        long left = count;
        while (left > 0 && !due.isEmpty()) {
            DeadLetter first = due.removeFirst();
            if (first.count() > left) due.addFirst(first.from(first.first() + left));
            left -= Math.min(left, first.count());
        }
    }

    /** So many offsets, at most, from the oldest on. */
    List<DeadLetter> first(long countMax) {
        List<DeadLetter> some = new ArrayList<>();
        long left = countMax;
        for (DeadLetter each : due) {
            if (left <= 0) break;
            some.add(each.count() <= left ? each : each.upTo(each.first() + left - 1));
            left -= each.count();
        }
        return some;
    }

    /** Runs of offsets. */
    int size() {
        return due.size();
    }

    boolean isEmpty() {
        return due.isEmpty();
    }

    List<DeadLetter> all() {
        return List.copyOf(due);
    }

    void clear() {
        due.clear();
    }
}
