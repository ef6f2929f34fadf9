package akkord.sharding.settings;

import akkord.protocol.config.KnownKeys;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the operator set with the defaults: every key must be known, and its value must be of
 * the default's kind. What a default cannot tell (ranges, enumerations) is checked where it is read.
 */
final class KeyCheck {

    private static final String OWN_BLOCK = "akkord";

    private static final String PROBE = "probe";

    private final Config reference;
    private final List<String> problems = new ArrayList<>();

    private KeyCheck(Config reference) {
        this.reference = reference;
    }

    /** One sentence for each key of the block {@code akkord} that cannot be used. */
    static List<String> problems(Config given, Config reference) {
        KeyCheck check = new KeyCheck(reference);
        ConfigValue block = given.root().get(OWN_BLOCK);
        if (block != null) check.compare(OWN_BLOCK, block, reference.getValue(OWN_BLOCK));
        return check.problems;
    }

    private void compare(String path, ConfigValue value, @Nullable ConfigValue known) {
        if (known == null) {
            if (value instanceof ConfigObject object && !object.isEmpty()) compareEntries(path, object, null);
            else problems.add(unknown(path, value));
        } else if (known instanceof ConfigObject knownObject) {
            if (value instanceof ConfigObject object) compareEntries(path, object, knownObject);
            else problems.add(illTyped(path, value, "a block of settings"));
        } else {
            SettingKind kind = SettingKind.of(known);
            if (!kind.accepts(value)) problems.add(illTyped(path, value, kind.wanted()));
        }
    }

    private void compareEntries(String path, ConfigObject object, @Nullable ConfigObject known) {
        for (Map.Entry<String, ConfigValue> entry : new TreeMap<>(object).entrySet()) {
            String child = path + "." + entry.getKey();
            compare(child, entry.getValue(), known == null ? null : known.get(entry.getKey()));
        }
    }

    private String unknown(String path, ConfigValue value) {
        KnownKeys names = new KnownKeys(reference.entrySet().stream()
                .map(entry -> String.join(".", ConfigUtil.splitPath(entry.getKey())))
                .filter(name -> name.startsWith(OWN_BLOCK + "."))
                .toList());
        return "unknown setting " + path + where(value)
                + names.nearest(path)
                        .map(name -> "; did you mean " + name + "?")
                        .orElse("");
    }

    private static String illTyped(String path, ConfigValue value, String wanted) {
        return path + " must be " + wanted + ", not " + shown(value) + where(value);
    }

    static String shown(ConfigValue value) {
        return value.valueType() == ConfigValueType.STRING ? "\"" + value.unwrapped() + "\"" : value.render();
    }

    static String where(ConfigValue value) {
        return " (" + value.origin().description() + ")";
    }

    /** What kind of value a default stands for. */
    private enum SettingKind {
        BOOLEAN("true or false") {
            @Override
            void read(Config config) {
                config.getBoolean(PROBE);
            }
        },
        WHOLE_NUMBER("a whole number") {
            @Override
            void read(Config config) {
                String text = config.getString(PROBE).strip();
                if (!text.matches("[+-]?\\d+")) throw new ConfigException.BadValue(PROBE, text);
                config.getLong(PROBE);
            }
        },
        NUMBER("a number") {
            @Override
            void read(Config config) {
                config.getDouble(PROBE);
            }
        },
        DURATION("a time with its unit, such as 500 ms or 10 s") {
            @Override
            void read(Config config) {
                config.getDuration(PROBE);
            }
        },
        SIZE("a size with its unit, such as 64 KiB or 1 MiB") {
            @Override
            void read(Config config) {
                config.getMemorySize(PROBE);
            }
        },
        LIST("a list") {
            @Override
            void read(Config config) {
                config.getList(PROBE);
            }
        },
        TEXT("a text") {
            @Override
            void read(Config config) {
                config.getString(PROBE);
            }
        };

        private final String wanted;

        SettingKind(String wanted) {
            this.wanted = wanted;
        }

        abstract void read(Config config);

        String wanted() {
            return wanted;
        }

        boolean accepts(ConfigValue value) {
            try {
                read(value.atKey(PROBE));
                return true;
            } catch (ConfigException e) {
                return false;
            }
        }

        static SettingKind of(ConfigValue known) {
            return switch (known.valueType()) {
                case BOOLEAN -> BOOLEAN;
                case NUMBER -> known.unwrapped() instanceof Double ? NUMBER : WHOLE_NUMBER;
                case LIST -> LIST;
                default -> ofText(known);
            };
        }

        private static SettingKind ofText(ConfigValue known) {
            String text = String.valueOf(known.unwrapped()).strip();
            if (!text.matches("-?[0-9.]+\\s*\\p{Alpha}+")) return TEXT;
            return DURATION.accepts(known) ? DURATION : SIZE.accepts(known) ? SIZE : TEXT;
        }
    }
}
