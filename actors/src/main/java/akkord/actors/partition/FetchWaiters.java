package akkord.actors.partition;

import akkord.protocol.partition.PendingFetch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches that wait for the high watermark of one replica. Those that were completed elsewhere (another
 * partition, their deadline) are forgotten when the list is next walked, or has grown to twice what was alive
 * at the last walk: so an idle partition does no work for them and keeps but a few.
 */
final class FetchWaiters {

    private static final Logger LOG = LoggerFactory.getLogger(FetchWaiters.class);

    private static final int KEPT_UNSEEN = 16;

    private final int waitersMax;
    private final List<PendingFetch> waiting = new ArrayList<>();
    private int walkAt = KEPT_UNSEEN;

    FetchWaiters(int waitersMax) {
        this.waitersMax = waitersMax;
    }

    /** One that has seen the present high watermark. If too many wait, it is told to look again at once. */
    void add(PendingFetch fetch) {
        if (waiting.size() >= walkAt) forgetDone();
        if (waiting.size() >= waitersMax) tell(fetch, PendingFetch::complete);
        else if (!fetch.isDone()) waiting.add(fetch);
    }

    /** One that must look again at once. */
    void complete(PendingFetch fetch) {
        tell(fetch, PendingFetch::complete);
    }

    /** One that has not seen the last {@code bytes}. */
    void addBehind(PendingFetch fetch, long bytes) {
        tell(fetch, behind -> offer(behind, bytes));
        add(fetch);
    }

    /** The high watermark has moved past {@code bytes} more. */
    void offer(long bytes) {
        if (waiting.isEmpty()) return;
        waiting.forEach(fetch -> tell(fetch, waiter -> offer(waiter, bytes)));
        forgetDone();
    }

    /** Something else than records: all must look again. */
    void completeAll() {
        waiting.forEach(this::complete);
        waiting.clear();
    }

    int size() {
        return waiting.size();
    }

    private static void offer(PendingFetch fetch, long bytes) {
        if (bytes == ReadableBytes.UNKNOWN) fetch.complete();
        else fetch.offer(bytes);
    }

    /** A reader's mistake must not become the partition's. */
    private static void tell(PendingFetch fetch, Consumer<PendingFetch> what) {
        try {
            what.accept(fetch);
        } catch (RuntimeException broken) {
            LOG.error("a waiting fetch could not be completed", broken);
        }
    }

    private void forgetDone() {
        waiting.removeIf(PendingFetch::isDone);
        walkAt = Math.max(KEPT_UNSEEN, 2 * waiting.size());
    }
}
