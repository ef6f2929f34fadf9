package akkord.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.domain.RefusedException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Settings of groups that do not fit each other refuse the start. */
class GroupBoundsTest {

    @Test
    void aValueOutsideOfItsOwnBoundsIsRefusedByName() {
        assertThatThrownBy(() -> BrokerSettings.of(Map.of("group.consumer.session.timeout.ms", "6000")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("group.consumer.session.timeout.ms is 6000")
                .hasMessageContaining("group.consumer.min.session.timeout.ms (45000)");
        assertThat(BrokerSettings.of(Map.of(
                                "group.consumer.session.timeout.ms", "6000",
                                "group.consumer.min.session.timeout.ms", "6000"))
                        .integer("group.consumer.session.timeout.ms"))
                .isEqualTo(6_000);
    }

    @Test
    void thoseOfShareGroupsHaveBoundsOfTheirOwn() {
        assertThatThrownBy(() -> BrokerSettings.of(Map.of("group.share.heartbeat.interval.ms", "20000")))
                .hasMessageContaining("group.share.heartbeat.interval.ms is 20000")
                .hasMessageContaining("group.share.max.heartbeat.interval.ms (15000)");
        assertThatThrownBy(() -> BrokerSettings.of(Map.of("group.share.max.size", "0")))
                .hasMessageContaining("group.share.max.size");
    }

    @Test
    void aHeartbeatMustComeBeforeASessionEnds() {
        assertThatThrownBy(() -> BrokerSettings.of(Map.of(
                        "group.consumer.session.timeout.ms", "5000",
                        "group.consumer.min.session.timeout.ms", "1000")))
                .hasMessageContaining("group.consumer.heartbeat.interval.ms is 5000");
    }

    @Test
    void onlyAssignorsThatThereAreCanBeOffered() {
        assertThatThrownBy(() -> BrokerSettings.of(Map.of("group.consumer.assignors", "uniform,sticky")))
                .hasMessageContaining("of uniform, range");
    }
}
