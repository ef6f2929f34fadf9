package akkord.protocol.config;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Turns a HOCON block into text by dotted name. HOCON nests what dots separate, so a name that is also the
 * beginning of another (max.connections) can only be kept beside it when written in quotes; a name can
 * therefore occur in two spellings at once, say in quotes in a file and without on the command line. Of the
 * two the one that is not the default counts.
 */
public final class FlatConfig {

    private final Function<String, Optional<String>> defaults;
    private final Map<String, String> values = new LinkedHashMap<>();

    private FlatConfig(Function<String, Optional<String>> defaults) {
        this.defaults = defaults;
    }

    /**
     * Every value by its full dotted name, lists with commas between; null values are left out.
     *
     * @param defaults of a name, to tell which of two spellings was meant
     * @throws RefusedException INVALID_CONFIG when a name has two different values
     */
    public static Map<String, String> read(Config block, Function<String, Optional<String>> defaults) {
        FlatConfig flat = new FlatConfig(defaults);
        flat.walk("", block.root());
        return flat.values;
    }

    private void walk(String prefix, ConfigObject object) {
        object.forEach((key, value) -> {
            String name = prefix.isEmpty() ? key : prefix + "." + key;
            switch (value.valueType()) {
                case OBJECT -> walk(name, (ConfigObject) value);
                case NULL -> {}
                case LIST -> put(name, joined((ConfigList) value));
                case STRING, NUMBER, BOOLEAN -> put(name, String.valueOf(value.unwrapped()));
            }
        });
    }

    private static String joined(ConfigList list) {
        return list.stream().map(ConfigValue::unwrapped).map(String::valueOf).collect(Collectors.joining(","));
    }

    private void put(String name, String value) {
        String other = values.get(name);
        Optional<String> usual = defaults.apply(name);
        if (other == null || usual.equals(Optional.of(other))) {
            values.put(name, value);
        } else if (!other.equals(value) && !usual.equals(Optional.of(value))) {
            throw new RefusedException(
                    ErrorCode.INVALID_CONFIG, name + " is given twice, as \"" + other + "\" and as \"" + value + "\"");
        }
    }
}
