package akkord.protocol.door.kafka.handler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
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

    /** Many, as which one a map of random ids gives first is chance. */
    @Test
    void whenAllAreFullTheOneThatIsUnusedForLongestMakesWay() {
        FetchSessions many = new FetchSessions(50);
        List<FetchSession> all = new ArrayList<>();
        for (int i = 0; i < 50; i++)
            all.add(many.open(false, List.of(), i == 31 ? 0 : 1).orElseThrow());
        FetchSession used = all.get(7);
        used.advance(1, new FetchRequestData(), 5);
        FetchSession newest = many.open(false, List.of(), UNUSED_NANOS + 10).orElseThrow();
        for (FetchSession session : all)
            assertThat(many.find(session.id()).isPresent()).isEqualTo(session != all.get(31));
        assertThat(many.find(newest.id())).contains(newest);
        assertThat(many.size()).isEqualTo(50);
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
