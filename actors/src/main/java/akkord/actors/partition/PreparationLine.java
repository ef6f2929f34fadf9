package akkord.actors.partition;

import akkord.actors.partition.core.Preparation;
import akkord.protocol.domain.Refusal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Appends that cannot be written as they came, and those that came behind them: one at a time is prepared beside
 * the partition's thread, and all leave in the order they came in. Empty on a topic whose batches are kept as they
 * are. Only touched by the actor, but for the work itself.
 */
final class PreparationLine {

    /** An append that waits. @param preparation null if it only waits for those before it */
    private record Place(PendingAppend append, @Nullable Preparation preparation) {}

    private final int placesMax;
    private final Deque<Place> waiting = new ArrayDeque<>();
    private @Nullable PendingAppend underWay;

    /** @param placesMax so many may wait */
    PreparationLine(int placesMax) {
        this.placesMax = placesMax;
    }

    boolean isEmpty() {
        return underWay == null && waiting.isEmpty();
    }

    boolean isFull() {
        return waiting.size() >= placesMax;
    }

    void add(PendingAppend append, @Nullable Preparation preparation) {
        waiting.add(new Place(append, preparation));
    }

    /** Whether this is the one that was being prepared, and is still wanted. It is not any more from here on. */
    boolean isBack(PendingAppend append) {
        if (underWay != append) return false;
        underWay = null;
        return true;
    }

    /** The next one, if it waits for nothing any more. */
    @Nullable
    PendingAppend takeReady() {
        Place next = waiting.peek();
        if (underWay != null || next == null || next.preparation() != null) return null;
        return waiting.remove().append();
    }

    /**
     * Has the next one prepared, unless one is already.
     *
     * @param workers where that is done @param done told of it there
     */
    void prepareNext(Executor workers, long nowMillis, BiConsumer<PendingAppend, Preparation.Outcome> done) {
        Place next = waiting.peek();
        if (underWay != null || next == null || next.preparation() == null) return;
        waiting.remove();
        PendingAppend append = next.append();
        Preparation preparation = next.preparation();
        underWay = append;
        try {
            workers.execute(() -> done.accept(append, append.prepare(preparation, nowMillis)));
        } catch (RejectedExecutionException ending) {
            underWay = null;
            append.fail(ending);
            append.release();
        }
    }

    /** The one that is being prepared gives its bytes back by itself. */
    void refuseAll(Refusal why) {
        if (underWay != null) underWay.refuse(why);
        underWay = null;
        for (Place place : waiting) {
            place.append().refuse(why);
            place.append().release();
        }
        waiting.clear();
    }
}
