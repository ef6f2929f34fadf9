package akkord.protocol.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The type of a setting's value, and how its text is read. */
public enum ConfigType {
    BOOLEAN("true or false"),
    INT("a whole number"),
    LONG("a whole number"),
    DOUBLE("a number"),
    STRING("text"),
    LIST("a comma-separated list");

    private final String noun;

    ConfigType(String noun) {
        this.noun = noun;
    }

    /** How a sentence names a value of this type. */
    public String noun() {
        return noun;
    }

    /**
     * Boolean, Integer, Long, Double, String or List of String.
     *
     * @throws IllegalArgumentException when {@code text} is not of this type
     */
    Object read(String text) {
        String trimmed = text.trim();
        return switch (this) {
            case BOOLEAN -> readBoolean(trimmed);
            case INT -> Integer.valueOf(trimmed);
            case LONG -> Long.valueOf(trimmed);
            case DOUBLE -> readDouble(trimmed);
            case STRING -> trimmed;
            case LIST -> readList(trimmed);
        };
    }

    private static Boolean readBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static Double readDouble(String text) {
        Double value = Double.valueOf(text);
        if (value.isNaN()) throw new IllegalArgumentException(text);
        return value;
    }

    /** The empty text is the empty list. */
    private static List<String> readList(String text) {
        if (text.isEmpty()) return List.of();
        return Arrays.stream(text.split(",", -1)).map(String::trim).toList();
    }
}
