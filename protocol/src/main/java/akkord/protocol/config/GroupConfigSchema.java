package akkord.protocol.config;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every setting a single group may have of its own. */
public final class GroupConfigSchema {

    private static final Map<String, ConfigKey> KEYS = table();

    private static final KnownKeys NAMES = new KnownKeys(KEYS.keySet());

    private GroupConfigSchema() {}

    public static Collection<ConfigKey> keys() {
        return KEYS.values();
    }

    public static Optional<ConfigKey> key(String name) {
        return Optional.ofNullable(KEYS.get(name));
    }

    /** Why there is no setting of this name: INVALID_CONFIG; or nothing. */
    public static Optional<Refusal> validateName(String name) {
        return KEYS.containsKey(name) ? Optional.empty() : Optional.of(refusal(NAMES.sentence("group setting", name)));
    }

    /** Why these cannot be a group's settings: INVALID_CONFIG with the first thing wrong. */
    public static Optional<Refusal> validate(Map<String, String> own, BrokerSettings node) {
        return own.entrySet().stream()
                .map(setting -> problem(setting.getKey(), setting.getValue()))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> GroupBounds.problems(own, node).stream().findFirst())
                .map(GroupConfigSchema::refusal);
    }

    /** The value of one setting as text: the group's own, else the node's, else the default. */
    public static @Nullable String effectiveText(ConfigKey key, Map<String, String> own, BrokerSettings node) {
        String set = own.get(key.name());
        if (set != null) return set;
        String brokerName = key.brokerName();
        return brokerName == null ? key.defaultText() : node.text(brokerName);
    }

    private static Optional<String> problem(String name, String value) {
        ConfigKey key = KEYS.get(name);
        return key == null ? Optional.of(NAMES.sentence("group setting", name)) : key.whyNot(value);
    }

    private static Refusal refusal(String sentence) {
        return new Refusal(ErrorCode.INVALID_CONFIG, sentence);
    }

    private static Map<String, ConfigKey> table() {
        Map<String, ConfigKey> table = new LinkedHashMap<>();
        GroupConfigKeys.ALL.forEach(key -> table.put(key.name(), key));
        return Collections.unmodifiableMap(table);
    }
}
