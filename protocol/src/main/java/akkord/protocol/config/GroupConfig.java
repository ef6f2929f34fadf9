package akkord.protocol.config;

import java.util.Map;

/**
 * The settings of one group: its own over those of the node that reads them. What lies outside of the node's bounds, since
 * these have changed, counts as the bound.
 *
 * @param own valid by {@link GroupConfigSchema#validate} when they were set
 */
public record GroupConfig(Map<String, String> own, BrokerSettings node) {

    /** The whole number under {@code name}. */
    public int integer(String name) {
        int value = ((Number) value(name)).intValue();
        return own.containsKey(name) ? GroupBounds.clamped(name, value, node) : value;
    }

    public boolean flag(String name) {
        return (Boolean) value(name);
    }

    public String text(String name) {
        return (String) value(name);
    }

    private Object value(String name) {
        ConfigKey key = GroupConfigSchema.key(name)
                .orElseThrow(() -> new IllegalArgumentException("no setting of a group is called " + name));
        return key.parse(String.valueOf(GroupConfigSchema.effectiveText(key, own, node)));
    }
}
