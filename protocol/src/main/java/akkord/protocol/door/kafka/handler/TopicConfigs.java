package akkord.protocol.door.kafka.handler;

import akkord.protocol.config.BrokerConfigSchema;
import akkord.protocol.config.ConfigKey;
import akkord.protocol.config.TopicConfigSchema;
import akkord.protocol.door.kafka.handler.ConfigValues.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;

/** The settings of a topic with where each comes from: the topic, the node, or the default. */
final class TopicConfigs {

    private TopicConfigs() {}

    static List<ConfigValues> describe(Map<String, String> topic, NodeConfigs node) {
        return TopicConfigSchema.keys().stream()
                .map(key -> new ConfigValues(key, given(key, topic, node), false))
                .toList();
    }

    /** As the answer to the topic's creation shows them. */
    static List<CreatableTopicConfigs> created(Map<String, String> topic, NodeConfigs node) {
        return describe(topic, node).stream()
                .map(values -> new CreatableTopicConfigs()
                        .setName(values.key().name())
                        .setValue(values.given().get(0).value())
                        .setConfigSource(values.given().get(0).source().number())
                        .setReadOnly(false)
                        .setIsSensitive(false))
                .toList();
    }

    private static List<Given> given(ConfigKey key, Map<String, String> topic, NodeConfigs node) {
        List<Given> given = new ArrayList<>();
        String own = topic.get(key.name());
        if (own != null) given.add(new Given(key.name(), own, ConfigSource.TOPIC));
        Optional<ConfigKey> broker = Optional.ofNullable(key.brokerName()).flatMap(BrokerConfigSchema::key);
        broker.ifPresent(of -> given.addAll(inherited(key, of, node)));
        if (given.isEmpty()) given.add(new Given(key.name(), key.defaultText(), ConfigSource.DEFAULT));
        return given;
    }

    /** Where several settings of a node stand for one (hours, minutes), what they come to. */
    private static List<Given> inherited(ConfigKey key, ConfigKey broker, NodeConfigs node) {
        List<Given> values = node.given(broker);
        if (values.get(0).value() != null) return values;
        String effective = TopicConfigSchema.effectiveText(key, Map.of(), node.file());
        boolean usual = String.valueOf(effective).equals(String.valueOf(key.defaultText()));
        return List.of(new Given(broker.name(), effective, usual ? ConfigSource.DEFAULT : ConfigSource.STATIC_NODE));
    }
}
