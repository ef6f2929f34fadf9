package akkord.actors.group.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How often members of the consumer protocol are to be heard of, and how long they may be silent. */
class ConsumerTimesTest {

    private final Hand group = new Hand();
    private final HandMember a = new HandMember(group, "a");
    private final HandMember b = new HandMember(group, "b");

    @BeforeEach
    void topics() {
        group.image = new Topics().with("t", 4).image();
    }

    @Test
    void whatTheGroupSetsForItselfCountsFromTheNextHeartbeatOn() {
        a.join("t");
        b.join("t");
        a.beat();
        a.done();
        b.beat();
        group.config = Map.of("consumer.session.timeout.ms", "60000", "consumer.heartbeat.interval.ms", "9000");
        a.beat();
        assertThat(a.last.heartbeatIntervalMillis()).isEqualTo(9_000);
        group.pass(59_999);
        assertThat(group.consumers().members())
                .as("the other one has not come since")
                .hasSize(1);
        group.pass(1);
        assertThat(group.consumers().members()).isEmpty();
    }

    @Test
    void membersOfASmallGroupAreHeardMoreOften() {
        ConsumerLimits limits = new ConsumerLimits(45_000, 5_000, 20, 500, 1_000, List.of("uniform"));
        assertThat(limits.heartbeatMillis(true, 2)).isEqualTo(500);
        assertThat(limits.heartbeatMillis(true, 100)).isEqualTo(2_000);
        assertThat(limits.heartbeatMillis(true, 1_000)).isEqualTo(5_000);
        assertThat(limits.heartbeatMillis(false, 1_000)).isEqualTo(500);
    }
}
