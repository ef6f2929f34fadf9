package akkord.protocol.config;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One setting: a row of a schema table.
 *
 * @param name as Kafka spells it
 * @param defaultText null when it is unset unless someone sets it
 * @param brokerName of a topic setting: the broker setting it takes its default from, or null
 * @param effective whether it changes what Akkord does already; others are checked, kept and shown
 * @param dynamic of a broker setting: whether it can be changed while the node runs
 * @param documentation the meaning, with the unit
 */
public record ConfigKey(
        String name,
        ConfigType type,
        @Nullable String defaultText,
        AllowedValues allowed,
        @Nullable String brokerName,
        boolean effective,
        boolean dynamic,
        String documentation) {

    static ConfigKey key(String name, ConfigType type, @Nullable String defaultText, String documentation) {
        return new ConfigKey(
                name, type, defaultText, new AllowedValues.Any(), null, false, false, documentation.strip());
    }

    ConfigKey atLeast(double least) {
        return allowing(new AllowedValues.Range(least, Double.POSITIVE_INFINITY));
    }

    ConfigKey between(double least, double most) {
        return allowing(new AllowedValues.Range(least, most));
    }

    ConfigKey oneOf(String... words) {
        return allowing(new AllowedValues.OneOf(List.of(words)));
    }

    ConfigKey allowing(AllowedValues values) {
        return new ConfigKey(name, type, defaultText, values, brokerName, effective, dynamic, documentation);
    }

    /** Its default is the value of this broker setting. */
    ConfigKey from(String broker) {
        return new ConfigKey(name, type, defaultText, allowed, broker, effective, dynamic, documentation);
    }

    ConfigKey inEffect() {
        return new ConfigKey(name, type, defaultText, allowed, brokerName, true, dynamic, documentation);
    }

    ConfigKey changeable() {
        return new ConfigKey(name, type, defaultText, allowed, brokerName, effective, true, documentation);
    }

    /**
     * The typed value of {@code text}: Boolean, Integer, Long, Double, String or List of String.
     *
     * @throws IllegalArgumentException whose message is the sentence of {@link #whyNot}
     */
    public Object parse(String text) {
        Object value;
        try {
            value = type.read(text);
        } catch (IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(sentence(text), unreadable);
        }
        if (!allowed.allows(value)) throw new IllegalArgumentException(sentence(text));
        return value;
    }

    /** Why {@code text} cannot be the value, in a sentence with key, value and what is expected; or nothing. */
    public Optional<String> whyNot(String text) {
        try {
            Object ignored = parse(text);
            return Optional.empty();
        } catch (IllegalArgumentException refused) {
            return Optional.ofNullable(refused.getMessage());
        }
    }

    /** What a value must be, for sentences and tables. */
    public String expected() {
        String noun = type == ConfigType.STRING && allowed instanceof AllowedValues.OneOf ? "one" : type.noun();
        String phrase = allowed.phrase();
        return phrase.isEmpty() ? noun : noun + " " + phrase;
    }

    private String sentence(String text) {
        return name + " is \"" + text + "\", expected " + expected();
    }
}
