package akkord.protocol.door.kafka.handler;

import akkord.protocol.config.BrokerConfigSchema;
import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.ConfigKey;
import akkord.protocol.config.LiveSettings;
import akkord.protocol.door.kafka.handler.ConfigValues.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one node, or those of all nodes, with where each comes from.
 *
 * @param own dynamic ones of this node
 * @param all dynamic ones of all nodes
 */
record NodeConfigs(BrokerSettings file, Map<String, String> own, Map<String, String> all) {

    /** Under which all nodes' settings are kept. */
    static final int ALL_NODES = LiveSettings.ALL_NODES;

    static NodeConfigs of(BrokerSettings file, int node, Map<Integer, Map<String, String>> dynamic) {
        return new NodeConfigs(file, dynamic.getOrDefault(node, Map.of()), dynamic.getOrDefault(ALL_NODES, Map.of()));
    }

    /** Every setting of a node. */
    List<ConfigValues> describeNode() {
        return BrokerConfigSchema.keys().stream()
                .map(key -> new ConfigValues(key, given(key), !key.dynamic()))
                .toList();
    }

    /** What was set for all nodes. */
    List<ConfigValues> describeAllNodes() {
        List<ConfigValues> values = new ArrayList<>();
        for (ConfigKey key : BrokerConfigSchema.keys()) {
            String value = all.get(key.name());
            if (value != null)
                values.add(new ConfigValues(
                        key, List.of(new Given(key.name(), value, ConfigSource.DYNAMIC_ALL_NODES)), false));
        }
        return values;
    }

    /** The values of {@code key}, the one in effect first; never empty. */
    List<Given> given(ConfigKey key) {
        List<Given> given = new ArrayList<>();
        add(given, key.name(), own.get(key.name()), ConfigSource.DYNAMIC_NODE);
        add(given, key.name(), all.get(key.name()), ConfigSource.DYNAMIC_ALL_NODES);
        if (file.isSet(key.name())) add(given, key.name(), file.text(key.name()), ConfigSource.STATIC_NODE);
        if (key.defaultText() != null || given.isEmpty())
            given.add(new Given(key.name(), key.defaultText(), ConfigSource.DEFAULT));
        return given;
    }

    private static void add(List<Given> given, String name, @Nullable String value, ConfigSource source) {
        if (value != null) given.add(new Given(name, value, source));
    }
}
