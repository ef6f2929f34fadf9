package akkord.protocol.config;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every topic setting that Kafka 4.x documents, and how settings become {@link TopicSettings}. */
public final class TopicConfigSchema {

    private static final Map<String, ConfigKey> KEYS = table();

    private static final KnownKeys NAMES = new KnownKeys(KEYS.keySet());

    private TopicConfigSchema() {}

    public static Collection<ConfigKey> keys() {
        return KEYS.values();
    }

    public static Optional<ConfigKey> key(String name) {
        return Optional.ofNullable(KEYS.get(name));
    }

    /** Why these cannot be a topic's settings: INVALID_CONFIG with the first thing wrong. */
    public static Optional<Refusal> validate(Map<String, String> overrides) {
        return overrides.entrySet().stream()
                .map(setting -> problem(setting.getKey(), setting.getValue()))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> contradiction(overrides))
                .map(sentence -> new Refusal(ErrorCode.INVALID_CONFIG, sentence));
    }

    /**
     * What is in effect: {@code overrides} over the node's defaults.
     *
     * @throws IllegalArgumentException when {@link #validate} would refuse {@code overrides}
     */
    public static TopicSettings resolve(Map<String, String> overrides, BrokerSettings node) {
        return new TopicSettingsReader(overrides, node).read();
    }

    /** The value of one setting as text, as descriptions show it: the override, else the node's default; null if unset. */
    public static @Nullable String effectiveText(ConfigKey key, Map<String, String> overrides, BrokerSettings node) {
        String override = overrides.get(key.name());
        if (override != null) return override;
        String brokerName = key.brokerName();
        return brokerName == null ? key.defaultText() : node.topicDefault(brokerName);
    }

    private static Optional<String> problem(String name, String value) {
        ConfigKey key = KEYS.get(name);
        return key == null ? Optional.of(NAMES.sentence("topic setting", name)) : key.whyNot(value);
    }

    /** Bounds that only make sense together, and what is not offered. */
    private static Optional<String> contradiction(Map<String, String> overrides) {
        if ("true"
                .equalsIgnoreCase(
                        overrides.getOrDefault("remote.storage.enable", "").trim()))
            return Optional.of("remote.storage.enable is true, expected false: there is no tiered storage here");
        String least = overrides.get("min.compaction.lag.ms");
        String most = overrides.get("max.compaction.lag.ms");
        if (least == null || most == null || Long.parseLong(least.trim()) <= Long.parseLong(most.trim()))
            return Optional.empty();
        return Optional.of(
                "min.compaction.lag.ms is " + least + ", expected at most max.compaction.lag.ms, which is " + most);
    }

    private static Map<String, ConfigKey> table() {
        Map<String, ConfigKey> table = new LinkedHashMap<>();
        TopicConfigKeys.ALL.forEach(key -> table.put(key.name(), key));
        return Collections.unmodifiableMap(table);
    }
}
