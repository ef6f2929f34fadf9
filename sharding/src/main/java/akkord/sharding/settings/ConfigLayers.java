package akkord.sharding.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Where settings come from, strongest first: flags and -D of the command, -D of the JVM, the operator's
 * file, the fixed settings of a node ({@code akkord-node.conf}), every module's {@code reference.conf}.
 *
 * @param given what the operator set, resolved; only this is checked for unknown keys
 * @param effective all layers, resolved
 * @param reference the defaults alone, resolved; they name the known keys and their types
 */
public record ConfigLayers(Config given, Config effective, Config reference) {

    private static final List<String> PASSED_ON_BLOCKS = List.of("akka", "akkord", "broker", "ssl-config");

    private static final String NODE_DEFAULTS = "akkord-node.conf";

    /**
     * @param file the operator's file, null for none
     * @throws SettingsException the file is missing or ill-formed: one sentence with file and line
     */
    public static ConfigLayers load(@Nullable Path file, List<SettingOverride> overrides, Properties system) {
        Config defaults = ConfigFactory.parseResources(ConfigLayers.class.getClassLoader(), NODE_DEFAULTS)
                .withFallback(LibraryDefaults.unresolved());
        Config reference = defaults.resolve();
        List<SettingOverride> all = new ArrayList<>(systemOverrides(system));
        all.addAll(overrides);
        Config properties = ConfigFactory.empty();
        for (SettingOverride override : all) properties = with(properties, override, reference);
        Config fromFile = file == null ? ConfigFactory.empty() : parse(file);
        try {
            Config everything = properties.withFallback(fromFile).withFallback(defaults);
            Config given =
                    BrokerBlock.flat(properties).withFallback(BrokerBlock.flat(fromFile.resolveWith(everything)));
            return new ConfigLayers(given, given.withFallback(defaults).resolve(), reference);
        } catch (ConfigException e) {
            throw new SettingsException("cannot use the configuration: " + sentence(e), e);
        }
    }

    private static Config parse(Path file) {
        if (!Files.isRegularFile(file)) throw new SettingsException("there is no configuration file " + file);
        if (!Files.isReadable(file)) throw new SettingsException("cannot read the configuration file " + file);
        try {
            return ConfigFactory.parseFile(
                    file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
        } catch (ConfigException e) {
            throw new SettingsException("ill-formed configuration: " + sentence(e), e);
        }
    }

    private static List<SettingOverride> systemOverrides(Properties system) {
        return system.stringPropertyNames().stream()
                .filter(key -> PASSED_ON_BLOCKS.stream().anyMatch(block -> key.startsWith(block + ".")))
                .sorted()
                .map(key -> SettingOverride.property(key, system.getProperty(key)))
                .toList();
    }

    private static Config with(Config config, SettingOverride override, Config reference) {
        try {
            return config.withValue(override.key(), value(override, reference));
        } catch (ConfigException e) {
            throw new SettingsException("cannot use " + override.origin() + ": " + sentence(e), e);
        }
    }

    private static ConfigValue value(SettingOverride override, Config reference) {
        String text = override.value();
        if (text.startsWith("[") || text.startsWith("{"))
            return ConfigFactory.parseString(
                            "value = " + text, ConfigParseOptions.defaults().setOriginDescription(override.origin()))
                    .getValue("value");
        boolean list = reference.hasPathOrNull(override.key())
                && !reference.getIsNull(override.key())
                && reference.getValue(override.key()).valueType() == ConfigValueType.LIST;
        Object value = list
                ? Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList()
                : text;
        return ConfigValueFactory.fromAnyRef(value, override.origin());
    }

    /** The library's own message names file and line; its first line says it all. */
    private static String sentence(ConfigException e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
