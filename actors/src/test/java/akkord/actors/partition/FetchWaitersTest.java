package akkord.actors.partition;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.partition.PendingFetch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FetchWaitersTest {

    private final AtomicInteger completed = new AtomicInteger();
    private final FetchWaiters waiters = new FetchWaiters(100);

    @Test
    void aFetchIsCompletedOnceWhenEnoughHasCome() {
        waiters.add(fetch(10));
        waiters.offer(6);
        assertThat(completed).hasValue(0);
        waiters.offer(6);
        waiters.offer(6);
        assertThat(completed).hasValue(1);
        assertThat(waiters.size()).isZero();
    }

    @Test
    void whatAFetchHasMissedCountsForIt() {
        waiters.addBehind(fetch(10), 4);
        assertThat(waiters.size()).isEqualTo(1);
        waiters.offer(6);
        assertThat(completed).hasValue(1);
        waiters.addBehind(fetch(10), ReadableBytes.UNKNOWN);
        assertThat(completed).hasValue(2);
        assertThat(waiters.size()).isZero();
    }

    @Test
    void fetchesThatEndedElsewhereDoNotPileUp() {
        for (int i = 0; i < 10_000; i++) {
            PendingFetch fetch = fetch(1);
            waiters.add(fetch);
            fetch.complete();
        }
        assertThat(waiters.size()).isLessThan(50);
        assertThat(completed).hasValue(10_000);
    }

    @Test
    void tooManyAreToldToLookAgain() {
        for (int i = 0; i < 130; i++) waiters.add(fetch(1));
        assertThat(waiters.size()).isEqualTo(100);
        assertThat(completed).hasValue(30);
    }

    @Test
    void aFetchThatThrowsDoesNotKeepTheOthersFromBeingTold() {
        waiters.add(new PendingFetch(1, () -> {
            throw new IllegalStateException("a broken door");
        }));
        waiters.add(fetch(1));
        waiters.offer(5);
        assertThat(completed).hasValue(1);
        waiters.completeAll();
    }

    private PendingFetch fetch(long minBytes) {
        return new PendingFetch(minBytes, completed::incrementAndGet);
    }
}
