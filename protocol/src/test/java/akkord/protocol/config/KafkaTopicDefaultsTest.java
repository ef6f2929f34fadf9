package akkord.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every topic setting that Apache Kafka 4.3.1 describes: its type, and its value where nobody has set it. */
class KafkaTopicDefaultsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cleanup.policy                          | LIST    | delete
            compression.gzip.level                  | INT     | -1
            compression.lz4.level                   | INT     | 9
            compression.type                        | STRING  | producer
            compression.zstd.level                  | INT     | 3
            delete.retention.ms                     | LONG    | 86400000
            file.delete.delay.ms                    | LONG    | 60000
            flush.messages                          | LONG    | 9223372036854775807
            flush.ms                                | LONG    | 9223372036854775807
            follower.replication.throttled.replicas | LIST    | ''
            index.interval.bytes                    | INT     | 4096
            leader.replication.throttled.replicas   | LIST    | ''
            local.retention.bytes                   | LONG    | -2
            local.retention.ms                      | LONG    | -2
            max.compaction.lag.ms                   | LONG    | 9223372036854775807
            max.message.bytes                       | INT     | 1048588
            message.timestamp.after.max.ms          | LONG    | 3600000
            message.timestamp.before.max.ms         | LONG    | 9223372036854775807
            message.timestamp.type                  | STRING  | CreateTime
            min.cleanable.dirty.ratio               | DOUBLE  | 0.5
            min.compaction.lag.ms                   | LONG    | 0
            min.insync.replicas                     | INT     | 1
            preallocate                             | BOOLEAN | false
            remote.log.copy.disable                 | BOOLEAN | false
            remote.log.delete.on.disable            | BOOLEAN | false
            remote.storage.enable                   | BOOLEAN | false
            retention.bytes                         | LONG    | -1
            retention.ms                            | LONG    | 604800000
            segment.bytes                           | INT     | 1073741824
            segment.index.bytes                     | INT     | 10485760
            segment.jitter.ms                       | LONG    | 0
            segment.ms                              | LONG    | 604800000
            unclean.leader.election.enable          | BOOLEAN | false
            """)
    void everySettingHasKafkasTypeAndDefault(String name, ConfigType type, String value) {
        ConfigKey key = TopicConfigSchema.key(name).orElseThrow();

        assertThat(key.type()).isEqualTo(type);
        assertThat(key.defaultText()).isEqualTo(value);
        assertThat(TopicConfigSchema.effectiveText(key, java.util.Map.of(), BrokerSettings.DEFAULTS))
                .isEqualTo(value);
        assertThat(key.documentation()).isNotBlank();
    }

    @Test
    void eachSettingFollowsTheNodesSettingOfItsType() {
        for (ConfigKey key : TopicConfigSchema.keys()) {
            if (key.brokerName() == null) continue;
            ConfigKey broker = BrokerConfigSchema.key(key.brokerName()).orElseThrow();
            assertThat(broker.type()).as(key.name()).isEqualTo(key.type());
            assertThat(broker.effective()).as(key.name()).isEqualTo(key.effective());
            assertThat(broker.dynamic()).as(key.name()).isTrue();
        }
    }
}
