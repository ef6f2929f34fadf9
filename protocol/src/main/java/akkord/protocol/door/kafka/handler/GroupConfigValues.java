package akkord.protocol.door.kafka.handler;

import akkord.protocol.config.BrokerConfigSchema;
import akkord.protocol.config.ConfigKey;
import akkord.protocol.config.GroupConfigSchema;
import akkord.protocol.door.kafka.handler.ConfigValues.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of a group with where each comes from: the group, the node, or the default. */
final class GroupConfigValues {

    private GroupConfigValues() {}

    static List<ConfigValues> describe(Map<String, String> group, NodeConfigs node) {
        return GroupConfigSchema.keys().stream()
                .map(key -> new ConfigValues(key, given(key, group, node), false))
                .toList();
    }

    private static List<Given> given(ConfigKey key, Map<String, String> group, NodeConfigs node) {
        List<Given> given = new ArrayList<>();
        String own = group.get(key.name());
        if (own != null) given.add(new Given(key.name(), own, ConfigSource.GROUP));
        Optional<ConfigKey> broker = Optional.ofNullable(key.brokerName()).flatMap(BrokerConfigSchema::key);
        if (broker.isPresent()) given.addAll(node.given(broker.get()));
        else given.add(new Given(key.name(), key.defaultText(), ConfigSource.DEFAULT));
        return given;
    }
}
