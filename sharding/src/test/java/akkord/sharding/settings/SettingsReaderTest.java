package akkord.sharding.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.config.BrokerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void namesTheFile() {
        file = folder.resolve("application.conf");
    }

    @Test
    void theDefaultsAreANodeOnThisMachineOnly() {
        NodeSettings settings = SettingsReader.read(layers(""));

        assertThat(settings.nodeId()).isEqualTo(1);
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.advertisedHost()).isEqualTo("127.0.0.1");
        assertThat(settings.grpcPort()).isEqualTo(8080);
        assertThat(settings.flushBeforeAck()).isFalse();
        assertThat(settings.controllerRole()).isTrue();
        assertThat(settings.join()).isEmpty();
    }

    @Test
    void aFlagWinsOverThePropertyAndThePropertyOverTheFile() {
        String text = "akkord { node-id = 2, grpc.port = 2222, kafka.port = 3333 }";

        NodeSettings settings = SettingsReader.read(layers(
                text,
                SettingOverride.property("akkord.grpc.port", "4444"),
                SettingOverride.property("akkord.node-id", "5"),
                new SettingOverride("akkord.node-id", "7", "--node-id")));

        assertThat(settings.nodeId()).isEqualTo(7);
        assertThat(settings.grpcPort()).isEqualTo(4444);
        assertThat(settings.kafkaPort()).isEqualTo(3333);
    }

    @Test
    void aPropertyOfTheJvmCountsAndIsChecked() {
        Properties system = new Properties();
        system.setProperty("akkord.node-id", "9");
        system.setProperty("user.home", "/somewhere");

        assertThat(SettingsReader.read(ConfigLayers.load(null, List.of(), system))
                        .nodeId())
                .isEqualTo(9);
    }

    @Test
    void aListIsGivenWithCommas() {
        NodeSettings settings = SettingsReader.read(
                layers("", new SettingOverride("akkord.cluster.join", "a:1, b.example:25520", "--join")));

        assertThat(settings.join()).containsExactly(new HostPort("a", 1), new HostPort("b.example", 25520));
    }

    @Test
    void anUnknownKeyIsRefusedWithItsPlaceAndTheNearestName() {
        assertRefused("akkord {\n  grcp.port = 1\n}", "unknown setting akkord.grcp.port", ": 2)", "akkord.grpc.port?");
    }

    @Test
    void anUnknownKeyOfTheCommandLineIsRefusedWithTheOption() {
        assertThatThrownBy(() -> SettingsReader.read(layers("", SettingOverride.property("akkord.durabilty", "disk"))))
                .isInstanceOf(SettingsException.class)
                .hasMessage("unknown setting akkord.durabilty (-Dakkord.durabilty); did you mean akkord.durability?");
    }

    @Test
    void everyProblemIsNamedOnALineOfItsOwn() {
        assertThatThrownBy(() -> SettingsReader.read(layers("akkord { nonsense = 1, node-id = many }")))
                .hasMessageContaining("akkord.nonsense")
                .hasMessageContaining("\n")
                .hasMessageContaining("akkord.node-id");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "akkord.node-id = many                | akkord.node-id must be a whole number, not \"many\"",
                "akkord.node-id = 1.5                 | akkord.node-id must be a whole number, not 1.5",
                "akkord.node-id = -1                  | akkord.node-id must be between 0 and",
                "akkord.grpc.port = 70000             | akkord.grpc.port must be between 0 and 65535, not 70000",
                "akkord.grpc = 8080                   | akkord.grpc must be a block of settings",
                "akkord.stop.close-timeout = soon     | akkord.stop.close-timeout must be a time with its unit",
                "akkord.durability = tape             | akkord.durability must be one of page-cache, disk, not \"tape\"",
                "akkord.cluster.join = [here]         | akkord.cluster.join: \"here\" is not HOST:PORT",
                "akkord.cluster.roles = [\"node-3\"]  | akkord.cluster.roles: \"node-3\" is no role",
                "akkord.host = \"\"                   | akkord.host must not be empty",
                "akkord = 3                           | akkord must be a block of settings"
            })
    void aValueThatCannotBeUsedIsRefusedInASentence(String text, String sentence) {
        assertRefused(text, sentence, "application.conf: 1)");
    }

    @Test
    void anUnknownBrokerSettingIsRefusedWithTheNearestName() {
        assertRefused("broker { num.partition = 3 }", "num.partition", "num.partitions", "application.conf: 1)");
    }

    @Test
    void anIllTypedBrokerSettingIsRefused() {
        assertRefused("broker { num.partitions = several }", "num.partitions", "several", "application.conf: 1)");
    }

    @Test
    void aBrokerSettingOfTheCommandLineWinsAlsoWhereItsNameBeginsAnother() {
        BrokerSettings broker = SettingsReader.broker(layers(
                "broker { num.partitions = 3, max.connections = 10, max.connections.per.ip = 5 }",
                SettingOverride.property("broker.max.connections", "20"),
                SettingOverride.property("broker.num.partitions", "4")));

        assertThat(broker.numPartitions()).isEqualTo(4);
        assertThat(broker.integer("max.connections")).isEqualTo(20);
        assertThat(broker.integer("max.connections.per.ip")).isEqualTo(5);
    }

    @Test
    void brokerSettingsThatGoTogetherOnlyWithOthersAreLookedAtTogether() {
        ConfigLayers fitting = layers(
                "broker { group.consumer.session.timeout.ms = 6000 }",
                SettingOverride.property("broker.group.consumer.min.session.timeout.ms", "6000"));
        SettingsReader.read(fitting);
        assertThat(SettingsReader.broker(fitting).integer("group.consumer.session.timeout.ms"))
                .isEqualTo(6_000);

        ConfigLayers unfitting = layers("broker { group.consumer.session.timeout.ms = 6000 }");
        SettingsReader.read(unfitting);
        assertThatThrownBy(() -> SettingsReader.broker(unfitting))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("group.consumer.session.timeout.ms is 6000");
    }

    @Test
    void anIllFormedFileIsRefusedWithItsLine() {
        assertRefused("akkord {\n  node-id = [1\n}", "ill-formed configuration", "application.conf", "3");
    }

    @Test
    void aMissingFileIsRefused() {
        assertThatThrownBy(() -> ConfigLayers.load(folder.resolve("none.conf"), List.of(), new Properties()))
                .isInstanceOf(SettingsException.class)
                .hasMessage("there is no configuration file " + folder.resolve("none.conf"));
    }

    private void assertRefused(String text, String... parts) {
        assertThatThrownBy(() -> {
                    ConfigLayers layers = layers(text);
                    SettingsReader.read(layers);
                })
                .isInstanceOf(SettingsException.class)
                .hasMessageContainingAll(parts);
    }

    private ConfigLayers layers(String text, SettingOverride... overrides) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ConfigLayers.load(file, Arrays.asList(overrides), new Properties());
    }
}
