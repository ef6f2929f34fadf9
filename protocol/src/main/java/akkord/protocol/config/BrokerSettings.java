package akkord.protocol.config;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import com.typesafe.config.Config;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A node's settings under Kafka's names: checked, immutable, defaults filled in. */
public final class BrokerSettings {

    /** Every setting at its default. */
    public static final BrokerSettings DEFAULTS = of(Map.of());

    private final Map<String, String> set;

    private BrokerSettings(Map<String, String> set) {
        this.set = Map.copyOf(set);
    }

    /**
     * The settings in {@code block}, which is the block {@code broker} of the configuration.
     *
     * @throws RefusedException INVALID_CONFIG with everything that is wrong, a sentence a line: key, value and
     *     what is expected; for an unknown key the nearest known one
     */
    public static BrokerSettings from(Config block) {
        return of(FlatConfig.read(block, name -> BrokerConfigSchema.key(name).map(ConfigKey::defaultText)));
    }

    /** As {@link #from}, of plain text by Kafka's name. */
    public static BrokerSettings of(Map<String, String> settings) {
        List<String> problems = BrokerConfigSchema.problems(settings);
        if (!problems.isEmpty()) throw new RefusedException(ErrorCode.INVALID_CONFIG, String.join("\n", problems));
        return new BrokerSettings(settings);
    }

    /** These settings with dynamic ones, valid by {@link BrokerConfigSchema#validateDynamic}, over them. */
    public BrokerSettings with(Map<String, String> dynamic) {
        Map<String, String> merged = new HashMap<>(set);
        merged.putAll(dynamic);
        return of(merged);
    }

    public int numPartitions() {
        return integer("num.partitions");
    }

    public int defaultReplicationFactor() {
        return integer("default.replication.factor");
    }

    public boolean autoCreateTopics() {
        return flag("auto.create.topics.enable");
    }

    public boolean deleteTopics() {
        return flag("delete.topic.enable");
    }

    public int messageBytesMax() {
        return integer("message.max.bytes");
    }

    public int requestBytesMax() {
        return integer("socket.request.max.bytes");
    }

    public int fetchBytesMax() {
        return integer("fetch.max.bytes");
    }

    public Optional<String> rack() {
        return Optional.ofNullable(text("broker.rack"));
    }

    public long retentionCheckIntervalMillis() {
        return number("log.retention.check.interval.ms");
    }

    public int recoveryThreads() {
        return integer("num.recovery.threads.per.data.dir");
    }

    public long checkpointIntervalMillis() {
        return number("log.flush.offset.checkpoint.interval.ms");
    }

    public long retentionMillis() {
        long millis = millis("log.retention.ms", "log.retention.minutes", TimeUnit.MINUTES, "log.retention.hours");
        return millis < 0 ? -1 : millis;
    }

    public long rollMillis() {
        return millis("log.roll.ms", null, TimeUnit.MINUTES, "log.roll.hours");
    }

    public long rollJitterMillis() {
        return millis("log.roll.jitter.ms", null, TimeUnit.MINUTES, "log.roll.jitter.hours");
    }

    /** The value as text, the default where it is not set, null where there is none. */
    public @Nullable String text(String name) {
        String value = set.get(name);
        return value != null ? value : known(name).defaultText();
    }

    /** Whether it was set to something other than its default. */
    public boolean isSet(String name) {
        String value = set.get(name);
        return value != null && !value.equals(known(name).defaultText());
    }

    /** The whole number under {@code name}; it must have a default. */
    public int integer(String name) {
        return ((Number) value(name)).intValue();
    }

    public long number(String name) {
        return ((Number) value(name)).longValue();
    }

    public boolean flag(String name) {
        return (Boolean) value(name);
    }

    /** The text a topic's setting defaults to, where several broker settings stand for one (ms, minutes, hours). */
    @Nullable
    String topicDefault(String brokerName) {
        return switch (brokerName) {
            case "log.retention.ms" -> Long.toString(retentionMillis());
            case "log.roll.ms" -> Long.toString(rollMillis());
            case "log.roll.jitter.ms" -> Long.toString(rollJitterMillis());
            case "log.flush.interval.ms" ->
                text(text(brokerName) == null ? "log.flush.scheduler.interval.ms" : brokerName);
            default -> text(brokerName);
        };
    }

    private long millis(String inMillis, @Nullable String finer, TimeUnit finerUnit, String inHours) {
        if (text(inMillis) != null) return number(inMillis);
        if (finer != null && text(finer) != null) return finerUnit.toMillis(number(finer));
        return TimeUnit.HOURS.toMillis(number(inHours));
    }

    private Object value(String name) {
        String text = text(name);
        if (text == null) throw new IllegalStateException(name + " is not set and has no default");
        return known(name).parse(text);
    }

    private static ConfigKey known(String name) {
        return BrokerConfigSchema.key(name)
                .orElseThrow(() -> new IllegalArgumentException("no broker setting is called " + name));
    }
}
