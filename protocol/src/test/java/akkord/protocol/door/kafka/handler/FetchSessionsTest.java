package akkord.protocol.door.kafka.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.FetchRequestData;
import org.junit.jupiter.api.Test;

/** Who makes way when there is no room for another session; the clock is the test's. */
final class FetchSessionsTest {

    private static final long UNUSED_NANOS = TimeUnit.MINUTES.toNanos(2);

    private final FetchSessions sessions = new FetchSessions(2);

    private FetchSession open(long nowNanos) {
        return sessions.open(false, List.of(), nowNanos).orElseThrow();
    }

    @Test
    void whenAllAreFullTheOneThatIsUnusedForLongestMakesWay() {
        FetchSession used = open(0);
        FetchSession unused = open(1);
        used.advance(1, new FetchRequestData(), 5);
        FetchSession newest = open(UNUSED_NANOS + 10);
        assertThat(sessions.find(unused.id())).isEmpty();
        assertThat(sessions.find(used.id())).contains(used);
        assertThat(sessions.find(newest.id())).contains(newest);
        assertThat(sessions.size()).isEqualTo(2);
    }

    @Test
    void sessionsInUseDoNotMakeWay() {
        FetchSession one = open(0);
        FetchSession other = open(0);
        one.advance(1, new FetchRequestData(), 100);
        other.advance(1, new FetchRequestData(), 100);
        assertThat(sessions.open(false, List.of(), 100 + UNUSED_NANOS)).isEmpty();
        assertThat(sessions.open(false, List.of(), 101 + UNUSED_NANOS)).isPresent();
        assertThat(sessions.size()).isEqualTo(2);
    }
}
