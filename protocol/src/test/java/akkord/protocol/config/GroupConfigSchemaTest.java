package akkord.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Settings of single groups, within the bounds of the node. */
class GroupConfigSchemaTest {

    private static final BrokerSettings NODE = BrokerSettings.DEFAULTS;

    @ParameterizedTest
    @CsvSource({
        "consumer.session.timeout.ms, 45000",
        "consumer.session.timeout.ms, 60000",
        "consumer.heartbeat.interval.ms, 15000",
        "consumer.assignment.interval.ms, 0",
        "share.record.lock.duration.ms, 15000",
        "share.delivery.count.limit, 10",
        "share.partition.max.record.locks, 100",
        "share.auto.offset.reset, earliest",
        "share.auto.offset.reset, by_duration:PT1H",
        "share.auto.offset.reset, by_duration:PT0S",
        "share.isolation.level, read_committed",
        "share.renew.acknowledge.enable, false",
        "errors.deadletterqueue.topic.name, dead.letters",
        "errors.deadletterqueue.topic.name, ''"
    })
    void whatKafkaTakesIsTaken(String name, String value) {
        assertThat(GroupConfigSchema.validate(Map.of(name, value), NODE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "consumer.session.timeout.ms | 44999 | group.consumer.min.session.timeout.ms (45000)",
                "consumer.session.timeout.ms | 60001 | group.consumer.max.session.timeout.ms (60000)",
                "consumer.session.timeout.ms | x | a whole number",
                "consumer.heartbeat.interval.ms | 4999 | group.consumer.min.heartbeat.interval.ms (5000)",
                "share.heartbeat.interval.ms | 15001 | group.share.max.heartbeat.interval.ms (15000)",
                "share.record.lock.duration.ms | 14999 | group.share.min.record.lock.duration.ms (15000)",
                "share.delivery.count.limit | 11 | group.share.max.delivery.count.limit (10)",
                "share.delivery.count.limit | 1 | at least 2",
                "share.partition.max.record.locks | 4001 | group.share.max.partition.max.record.locks (4000)",
                "share.auto.offset.reset | LATEST | by_duration",
                "share.auto.offset.reset | by_duration:-PT1S | by_duration",
                "share.auto.offset.reset | by_duration | by_duration",
                "share.isolation.level | READ_COMMITTED | read_committed",
                "share.renew.acknowledge.enable | yes | true or false",
                "errors.deadletterqueue.topic.name | a b | names a topic",
                "share.sesion.timeout.ms | 45000 | did you mean \"share.session.timeout.ms\""
            })
    void whatKafkaRefusesIsRefusedInASentence(String name, String value, String sentence) {
        assertThat(GroupConfigSchema.validate(Map.of(name, value), NODE))
                .hasValueSatisfying(why -> assertThat(why.code()).isEqualTo(ErrorCode.INVALID_CONFIG))
                .map(Refusal::message)
                .hasValueSatisfying(
                        message -> assertThat(message).contains(name.trim()).contains(sentence));
    }

    @Test
    void theNodesSettingsAreInEffectUntilTheGroupHasItsOwn() {
        BrokerSettings node = BrokerSettings.of(Map.of("group.consumer.session.timeout.ms", "50000"));
        assertThat(new GroupConfig(Map.of(), node).integer("consumer.session.timeout.ms"))
                .isEqualTo(50_000);
        GroupConfig own = new GroupConfig(
                Map.of("consumer.session.timeout.ms", "55000", "share.auto.offset.reset", "earliest"), node);
        assertThat(own.integer("consumer.session.timeout.ms")).isEqualTo(55_000);
        assertThat(own.text("share.auto.offset.reset")).isEqualTo("earliest");
        assertThat(own.flag("share.renew.acknowledge.enable")).isTrue();
    }

    @Test
    void aValueThatTheNodesBoundsHaveOvertakenCountsAsTheBound() {
        BrokerSettings node = BrokerSettings.of(Map.of("group.consumer.max.session.timeout.ms", "50000"));
        assertThat(new GroupConfig(Map.of("consumer.session.timeout.ms", "55000"), node)
                        .integer("consumer.session.timeout.ms"))
                .isEqualTo(50_000);
    }

    @Test
    void aGroupsSessionMustBeLongerThanTheTimeBetweenItsHeartbeats() {
        BrokerSettings node = BrokerSettings.of(Map.of("group.share.min.session.timeout.ms", "5000"));
        assertThat(GroupConfigSchema.validate(
                        Map.of("share.session.timeout.ms", "9000", "share.heartbeat.interval.ms", "9000"), node))
                .map(Refusal::message)
                .hasValueSatisfying(message -> assertThat(message).contains("one below share.session.timeout.ms"));
    }
}
