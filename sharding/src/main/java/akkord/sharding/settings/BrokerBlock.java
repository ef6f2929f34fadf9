package akkord.sharding.settings;

import akkord.protocol.config.BrokerConfigSchema;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The block {@code broker}. Kafka's names have dots, which HOCON takes for nesting, and some are the
 * beginning of others; so each layer's block is made flat before layers are laid over each other.
 */
final class BrokerBlock {

    static final String NAME = "broker";

    private BrokerBlock() {}

    /** {@code layer} with each setting of the block under one quoted name. It must be resolved. */
    static Config flat(Config layer) {
        if (!(layer.root().get(NAME) instanceof ConfigObject block)) return layer;
        Map<String, ConfigValue> values = new TreeMap<>();
        collect("", block, values);
        Config flat = layer.withoutPath(NAME);
        for (Map.Entry<String, ConfigValue> entry : values.entrySet())
            flat = flat.withValue(ConfigUtil.joinPath(NAME, entry.getKey()), entry.getValue());
        return flat;
    }

    /** One sentence for each setting of the flat block that cannot be used whatever the others are, with where it was set. */
    static List<String> problems(Config given) {
        ConfigValue block = given.root().get(NAME);
        if (block == null) return List.of();
        if (!(block instanceof ConfigObject settings))
            return List.of(NAME + " must be a block of settings" + KeyCheck.where(block));
        List<String> problems = new ArrayList<>();
        new TreeMap<>(settings).forEach((name, value) -> {
            if (value.valueType() == ConfigValueType.NULL) return;
            BrokerConfigSchema.problem(name, text(value))
                    .ifPresent(problem -> problems.add(NAME + ": " + problem + KeyCheck.where(value)));
        });
        return problems;
    }

    /** An empty block, or the flat one. */
    static Config of(Config layers) {
        return layers.hasPath(NAME) ? layers.getConfig(NAME) : ConfigFactory.empty();
    }

    private static void collect(String prefix, ConfigObject object, Map<String, ConfigValue> into) {
        object.forEach((key, value) -> {
            String name = prefix.isEmpty() ? key : prefix + "." + key;
            if (value instanceof ConfigObject nested) collect(name, nested, into);
            else into.put(name, value);
        });
    }

    private static String text(ConfigValue value) {
        if (value instanceof ConfigList list)
            return list.stream().map(item -> String.valueOf(item.unwrapped())).collect(Collectors.joining(","));
        return String.valueOf(value.unwrapped());
    }
}
