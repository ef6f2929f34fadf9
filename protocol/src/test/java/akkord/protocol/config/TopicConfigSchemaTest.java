package akkord.protocol.config;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicConfigSchemaTest {

    @Test
    void withoutOverridesATopicHasTheNodesDefaults() {
        TopicSettings settings = TopicConfigSchema.resolve(Map.of(), BrokerSettings.DEFAULTS);

        assertThat(settings.segmentBytes()).isEqualTo(1 << 30);
        assertThat(settings.segmentMillis()).isEqualTo(168L * 3_600_000);
        assertThat(settings.retentionMillis()).isEqualTo(168L * 3_600_000);
        assertThat(settings.retentionBytes()).isEqualTo(-1);
        assertThat(settings.maxMessageBytes()).isEqualTo(1048588);
        assertThat(settings.timestampType()).isEqualTo(TimestampType.CREATE_TIME);
        assertThat(settings.compressionType()).isEqualTo(TopicCompression.PRODUCER);
        assertThat(settings.cleanupPolicy()).isEqualTo(new CleanupPolicy(true, false));
        assertThat(settings.flushMillis()).isEqualTo(Long.MAX_VALUE);
        assertThat(settings.compaction().minCleanableDirtyRatio()).isEqualTo(0.5);
    }

    @Test
    void aTopicsOwnSettingWinsOverTheNodes() {
        BrokerSettings node = BrokerSettings.of(Map.of("log.segment.bytes", "2097152", "min.insync.replicas", "2"));

        TopicSettings settings = TopicConfigSchema.resolve(
                Map.of("segment.bytes", "4194304", "cleanup.policy", "compact, delete"), node);

        assertThat(settings.segmentBytes()).isEqualTo(4194304);
        assertThat(settings.minInsyncReplicas()).isEqualTo(2);
        assertThat(settings.cleanupPolicy()).isEqualTo(new CleanupPolicy(true, true));
    }

    @Test
    void everyTopicSettingCanBeResolvedFromItsOwnDefault() {
        Map<String, String> all = TopicConfigSchema.keys().stream()
                .collect(java.util.stream.Collectors.toMap(ConfigKey::name, key -> String.valueOf(key.defaultText())));

        assertThat(TopicConfigSchema.validate(all)).isEmpty();
        assertThat(TopicConfigSchema.resolve(all, BrokerSettings.DEFAULTS))
                .isEqualTo(TopicConfigSchema.resolve(Map.of(), BrokerSettings.DEFAULTS));
    }

    @Test
    void everySettingReachesItsOwnField() {
        Map<String, String> all = Map.ofEntries(
                Map.entry("segment.bytes", "1100000"),
                Map.entry("segment.ms", "102"),
                Map.entry("segment.jitter.ms", "103"),
                Map.entry("segment.index.bytes", "104"),
                Map.entry("index.interval.bytes", "105"),
                Map.entry("retention.ms", "106"),
                Map.entry("retention.bytes", "107"),
                Map.entry("max.message.bytes", "108"),
                Map.entry("message.timestamp.type", "LogAppendTime"),
                Map.entry("message.timestamp.before.max.ms", "109"),
                Map.entry("message.timestamp.after.max.ms", "110"),
                Map.entry("max.decompressed.message.bytes", "111"),
                Map.entry("min.insync.replicas", "112"),
                Map.entry("cleanup.policy", "compact"),
                Map.entry("unclean.leader.election.enable", "true"),
                Map.entry("flush.messages", "113"),
                Map.entry("flush.ms", "114"),
                Map.entry("file.delete.delay.ms", "115"),
                Map.entry("preallocate", "true"),
                Map.entry("delete.retention.ms", "116"),
                Map.entry("min.compaction.lag.ms", "117"),
                Map.entry("max.compaction.lag.ms", "118"),
                Map.entry("min.cleanable.dirty.ratio", "0.25"));

        assertThat(TopicConfigSchema.resolve(all, BrokerSettings.DEFAULTS))
                .isEqualTo(new TopicSettings(
                        1100000,
                        102,
                        103,
                        104,
                        105,
                        106,
                        107,
                        108,
                        TimestampType.LOG_APPEND_TIME,
                        109,
                        110,
                        TopicCompression.PRODUCER,
                        0,
                        111,
                        112,
                        new CleanupPolicy(false, true),
                        true,
                        113,
                        114,
                        115,
                        true,
                        new TopicSettings.Compaction(116, 117, 118, 0.25)));
    }

    @ParameterizedTest
    @CsvSource({"gzip,7", "lz4,7", "zstd,7", "snappy,0", "uncompressed,0", "producer,0"})
    void theLevelIsThatOfTheTopicsCodec(String codec, int level) {
        Map<String, String> overrides = new java.util.HashMap<>(Map.of("compression.type", codec));
        for (String leveled : new String[] {"gzip", "lz4", "zstd"})
            overrides.put("compression." + leveled + ".level", leveled.equals(codec) ? "7" : "2");

        TopicSettings settings = TopicConfigSchema.resolve(overrides, BrokerSettings.DEFAULTS);

        assertThat(settings.compressionType()).isEqualTo(TopicCompression.of(codec));
        assertThat(settings.compressionLevel()).isEqualTo(level);
    }

    /** Kafka's own list of names, as its clients carry it. */
    @Test
    void everyTopicSettingKafkaHasIsKnown() {
        assertThat(java.util.Arrays.stream(TopicConfig.class.getFields())
                        .filter(field -> field.getName().endsWith("_CONFIG"))
                        .filter(field -> !field.isAnnotationPresent(Deprecated.class))
                        .map(TopicConfigSchemaTest::text))
                .isNotEmpty()
                .allMatch(name -> TopicConfigSchema.key(name).isPresent(), "is in the schema");
    }

    private static String text(java.lang.reflect.Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException notPublic) {
            throw new AssertionError(notPublic);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            segment.bytes          | 12x    | segment.bytes is "12x", expected a whole number of at least 1048576
            segment.bytes          | 100    | segment.bytes is "100", expected a whole number of at least 1048576
            segment.bytes          | 99999999999 | segment.bytes is "99999999999", expected a whole number of at least 1048576
            retention.ms           | -2     | retention.ms is "-2", expected a whole number of at least -1
            cleanup.policy         | shred  | cleanup.policy is "shred", expected a comma-separated list of compact, delete
            cleanup.policy         | delete,delete | cleanup.policy is "delete,delete", expected a comma-separated list of compact, delete
            compression.type       | rar    | compression.type is "rar", expected one of uncompressed, zstd, lz4, snappy, gzip, producer
            compression.gzip.level | 0      | compression.gzip.level is "0", expected a whole number from 1 to 9, or -1
            preallocate            | yes    | preallocate is "yes", expected true or false
            min.cleanable.dirty.ratio | NaN | min.cleanable.dirty.ratio is "NaN", expected a number from 0 to 1
            retention.msec         | 1      | unknown topic setting "retention.msec"; did you mean "retention.ms"?
            colour                 | red    | unknown topic setting "colour"
            leader.replication.throttled.replicas | 1-2 | leader.replication.throttled.replicas is "1-2", expected a comma-separated list of partition:node, or *
            """)
    void aWrongSettingIsRefusedWithASentence(String name, String value, String sentence) {
        assertThat(TopicConfigSchema.validate(Map.of(name, value)))
                .isEqualTo(Optional.of(new Refusal(ErrorCode.INVALID_CONFIG, sentence)));
    }

    @Test
    void compactionLagsThatContradictEachOtherAreRefused() {
        assertThat(TopicConfigSchema.validate(Map.of("min.compaction.lag.ms", "10", "max.compaction.lag.ms", "9")))
                .hasValueSatisfying(refusal -> assertThat(refusal.message()).contains("min.compaction.lag.ms is 10"));
    }
}
