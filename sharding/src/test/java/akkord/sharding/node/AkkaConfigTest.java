package akkord.sharding.node;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.sharding.settings.ConfigLayers;
import akkord.sharding.settings.SettingOverride;
import akkord.sharding.settings.SettingsReader;
import com.typesafe.config.Config;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class AkkaConfigTest {

    private static Config config(String... settings) {
        List<SettingOverride> overrides = List.of(settings).stream()
                .map(setting -> setting.split("=", 2))
                .map(setting -> SettingOverride.property(setting[0], setting[1]))
                .toList();
        ConfigLayers layers = ConfigLayers.load(null, overrides, new Properties());
        return AkkaConfig.of(SettingsReader.read(layers), new Addresses(1, 2, 3), layers.effective());
    }

    private static Duration phase(Config config, String name) {
        return config.getDuration("akka.coordinated-shutdown.phases." + name + ".timeout");
    }

    @Test
    void aStopGivesEachStepTheTimeThatTheNodesOwnSettingsGiveIt() {
        Config config = config(
                "akkord.stop.hand-over-timeout=11 s",
                "akkord.kafka.drain-timeout=12 s",
                "akkord.grpc.unbind-deadline=13 s",
                "akkord.stop.close-timeout=14 s");
        assertThat(phase(config, "before-service-unbind")).isGreaterThan(Duration.ofSeconds(11));
        assertThat(phase(config, "service-unbind")).isGreaterThan(Duration.ofSeconds(12));
        assertThat(phase(config, "service-requests-done")).isGreaterThan(Duration.ofSeconds(13));
        assertThat(phase(config, "service-stop")).isGreaterThan(Duration.ofSeconds(14));
    }

    @Test
    void partitionsMayTakeTheirTwentySecondsToCloseByDefault() {
        assertThat(phase(config(), "service-stop")).isGreaterThan(Duration.ofSeconds(20));
    }
}
