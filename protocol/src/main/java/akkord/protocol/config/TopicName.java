package akkord.protocol.config;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import java.util.Optional;

/** What a topic may be called. */
public final class TopicName {

    /** Leaves room, in a folder's name of at most 255, for a partition number. */
    public static final int CHARS_MAX = 249;

    private TopicName() {}

    /** Why {@code name} is no topic name: INVALID_TOPIC_EXCEPTION. */
    public static Optional<Refusal> refusal(String name) {
        return problem(name).map(sentence -> new Refusal(ErrorCode.INVALID_TOPIC_EXCEPTION, sentence));
    }

    private static Optional<String> problem(String name) {
        if (name.isEmpty()) return Optional.of("a topic name must not be empty");
        if (name.length() > CHARS_MAX)
            return Optional.of("a topic name has at most " + CHARS_MAX + " characters, this one has " + name.length());
        if (name.equals(".") || name.equals(".."))
            return Optional.of("a topic cannot be called \"" + name + "\", which means a folder");
        return name.chars()
                .filter(character -> !isLegal(character))
                .mapToObj(character -> illegal(name, character))
                .findFirst();
    }

    /**
     * Two names are the same up to '.' and '_' when this is: names of metrics write both as '_', so such topics
     * cannot live side by side.
     */
    public static String collisionKey(String name) {
        return name.replace('.', '_');
    }

    private static boolean isLegal(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || character == '.'
                || character == '_'
                || character == '-';
    }

    private static String illegal(String name, int character) {
        String shown = character < 0x20 || character > 0x7e
                ? String.format("the character U+%04X", character)
                : "'" + (char) character + "'";
        return "topic name \"" + name.replaceAll("\\p{Cntrl}", "?") + "\" contains " + shown
                + "; letters, digits, '.', '_' and '-' of ASCII are allowed";
    }
}
