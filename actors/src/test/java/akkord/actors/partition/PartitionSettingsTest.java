package akkord.actors.partition;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.actors.partition.core.Durability;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PartitionSettingsTest {

    @Test
    void everyBoundHasADefaultAndTheDispatcherIsThere() {
        var config = ConfigFactory.load();
        assertThat(PartitionSettings.from(config, Durability.DISK))
                .isEqualTo(new PartitionSettings(
                        Durability.DISK,
                        512,
                        4 << 20,
                        1_000,
                        64 << 20,
                        10_000,
                        10_000,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(1),
                        Duration.ofMillis(500),
                        Duration.ofMillis(50),
                        Duration.ofMillis(6),
                        Duration.ofMillis(100)));
        assertThat(config.hasPath(Partition.DISPATCHER)).isTrue();
    }
}
