package akkord.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class BrokerSettingsTest {

    @Test
    void theShippedDefaultsAreValid() {
        BrokerSettings settings = read("");

        assertThat(settings.numPartitions()).isEqualTo(1);
        assertThat(settings.retentionMillis()).isEqualTo(168L * 3_600_000);
        assertThat(settings.rack()).isEmpty();
        assertThat(settings.number("max.connections")).isEqualTo(Integer.MAX_VALUE);
        assertThat(BrokerConfigSchema.keys()).noneMatch(key -> settings.isSet(key.name()));
    }

    @Test
    void theFinestUnitOfATimeThatIsSetCounts() {
        assertThat(read("log.retention.hours = 1").retentionMillis()).isEqualTo(3_600_000);
        assertThat(read("log.retention.hours = 1, log.retention.minutes = 2").retentionMillis())
                .isEqualTo(120_000);
        assertThat(read("log.retention.hours = 1, log.retention.minutes = 2, log.retention.ms = 3")
                        .retentionMillis())
                .isEqualTo(3);
        assertThat(read("log.retention.hours = -1").retentionMillis()).isEqualTo(-1);
        assertThat(read("log.roll.ms = 5").rollMillis()).isEqualTo(5);
    }

    @Test
    void aListMayBeWrittenAsOneOrAsText() {
        BrokerSettings asList = read("log.cleanup.policy = [compact, delete]");
        BrokerSettings asText = read("log.cleanup.policy = \"compact,delete\"");

        assertThat(asList.text("log.cleanup.policy")).isEqualTo(asText.text("log.cleanup.policy"));
        assertThat(TopicConfigSchema.resolve(Map.of(), asList).cleanupPolicy())
                .isEqualTo(new CleanupPolicy(true, true));
    }

    @Test
    void aNameThatBeginsAnotherNameKeepsItsValue() {
        BrokerSettings settings = read("\"max.connections\" = 10, \"max.connections.per.ip\" = 5");

        assertThat(settings.integer("max.connections")).isEqualTo(10);
        assertThat(settings.integer("max.connections.per.ip")).isEqualTo(5);
    }

    @Test
    void aNameThatBeginsAnotherNameMayStandWithoutQuotesWhenAlone() {
        assertThat(read("max.connections = 10").integer("max.connections")).isEqualTo(10);
        assertThat(read("max.connections.per.ip = 10").integer("max.connections.per.ip"))
                .isEqualTo(10);
        assertThat(read("max.connections.per.ip = 10").integer("max.connections"))
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aNameInQuotesIsTheSameName() {
        assertThat(read("\"num.partitions\" = 7").numPartitions()).isEqualTo(7);
        assertThat(read("num.partitions = 7").numPartitions()).isEqualTo(7);
    }

    @Test
    void aNameWithTwoValuesIsRefused() {
        assertThatThrownBy(() -> read("\"num.partitions\" = 7, num.partitions = 8"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("num.partitions is given twice");
    }

    @Test
    void aSystemPropertyOverridesTheFile() {
        Properties properties = new Properties();
        properties.setProperty("broker.num.partitions", "12");
        properties.setProperty("broker.max.connections", "13");

        BrokerSettings settings = BrokerSettings.from(ConfigFactory.parseProperties(properties)
                .withFallback(ConfigFactory.parseString("broker.num.partitions = 3"))
                .withFallback(ConfigFactory.parseResources("reference.conf"))
                .getConfig("broker"));

        assertThat(settings.numPartitions()).isEqualTo(12);
        assertThat(settings.integer("max.connections")).isEqualTo(13);
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        assertThatThrownBy(() -> read("num.partitions = 0, num.partitons = 3, log.roll.hours = soon, log.dirs = /d"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .message()
                .hasLineCount(4)
                .contains("num.partitions is \"0\", expected a whole number from 1 to 1000000")
                .contains("unknown broker key \"num.partitons\"; did you mean \"num.partitions\"?")
                .contains("log.roll.hours is \"soon\", expected a whole number of at least 1")
                .contains("log.dirs is not a broker key here: give the data folder with --data");
    }

    @Test
    void onlySomeSettingsChangeWhileANodeRuns() {
        assertThat(BrokerConfigSchema.validateDynamic(Map.of("log.segment.bytes", "2097152")))
                .isEmpty();
        assertThat(BrokerConfigSchema.validateDynamic(Map.of("num.partitions", "2")))
                .hasValueSatisfying(
                        refusal -> assertThat(refusal.message()).contains("cannot be changed while a node runs"));
        assertThat(BrokerConfigSchema.validateDynamic(Map.of("log.segment.byte", "2097152")))
                .hasValueSatisfying(refusal -> assertThat(refusal.message()).contains("log.segment.bytes"));
        assertThat(BrokerSettings.DEFAULTS
                        .with(Map.of("log.segment.bytes", "2097152"))
                        .integer("log.segment.bytes"))
                .isEqualTo(2097152);
    }

    private static BrokerSettings read(String block) {
        return BrokerSettings.from(ConfigFactory.parseString("broker { " + block.replace(", ", "\n") + " }")
                .withFallback(ConfigFactory.parseResources("reference.conf"))
                .getConfig("broker"));
    }
}
