package akkord.protocol.config;

import java.util.List;
import java.util.Map;

/** Reads {@link TopicSettings} out of a topic's overrides and a node's defaults. */
final class TopicSettingsReader {

    private final Map<String, String> overrides;
    private final BrokerSettings node;

    TopicSettingsReader(Map<String, String> overrides, BrokerSettings node) {
        this.overrides = overrides;
        this.node = node;
    }

    TopicSettings read() {
        TopicCompression compression = TopicCompression.of(text("compression.type"));
        return new TopicSettings(
                integer("segment.bytes"),
                number("segment.ms"),
                number("segment.jitter.ms"),
                integer("segment.index.bytes"),
                integer("index.interval.bytes"),
                number("retention.ms"),
                number("retention.bytes"),
                integer("max.message.bytes"),
                TimestampType.of(text("message.timestamp.type")),
                number("message.timestamp.before.max.ms"),
                number("message.timestamp.after.max.ms"),
                compression,
                compressionLevel(compression),
                integer("max.decompressed.message.bytes"),
                integer("min.insync.replicas"),
                cleanupPolicy(),
                flag("unclean.leader.election.enable"),
                number("flush.messages"),
                number("flush.ms"),
                number("file.delete.delay.ms"),
                flag("preallocate"),
                compaction());
    }

    private int compressionLevel(TopicCompression compression) {
        return switch (compression) {
            case GZIP -> integer("compression.gzip.level");
            case LZ4 -> integer("compression.lz4.level");
            case ZSTD -> integer("compression.zstd.level");
            case PRODUCER, UNCOMPRESSED, SNAPPY -> 0;
        };
    }

    private TopicSettings.Compaction compaction() {
        return new TopicSettings.Compaction(
                number("delete.retention.ms"),
                number("min.compaction.lag.ms"),
                number("max.compaction.lag.ms"),
                ((Number) value("min.cleanable.dirty.ratio")).doubleValue());
    }

    private CleanupPolicy cleanupPolicy() {
        List<?> words = (List<?>) value("cleanup.policy");
        return new CleanupPolicy(words.contains("delete"), words.contains("compact"));
    }

    private int integer(String name) {
        return ((Number) value(name)).intValue();
    }

    private long number(String name) {
        return ((Number) value(name)).longValue();
    }

    private String text(String name) {
        return (String) value(name);
    }

    private boolean flag(String name) {
        return (Boolean) value(name);
    }

    private Object value(String name) {
        ConfigKey key = TopicConfigSchema.key(name).orElseThrow();
        String text = TopicConfigSchema.effectiveText(key, overrides, node);
        if (text == null) throw new IllegalStateException(name + " has no default");
        return key.parse(text);
    }
}
