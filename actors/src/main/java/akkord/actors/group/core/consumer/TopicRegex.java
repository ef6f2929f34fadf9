package akkord.actors.group.core.consumer;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;

/**
 * A subscription by regular expression, in RE2's syntax: matching takes time in proportion to the name, whatever the
 * expression. It must match a topic's whole name.
 */
final class TopicRegex {

    private static final int CHARS_MAX = 1_000;

    /** What the repetitions of an expression may come to when they stand inside each other: each is written out. */
    private static final long REPEATED_MAX = 10_000;

    private static final java.util.regex.Pattern COUNT =
            java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?\\}");

    private final Pattern pattern;

    /** @param expression one that {@link #problem} finds nothing wrong with */
    TopicRegex(String expression) {
        pattern = Pattern.compile(expression);
    }

    boolean matches(String topic) {
        return pattern.matches(topic);
    }

    /** Why it cannot be used; null: it can. */
    static @Nullable String problem(String expression) {
        if (expression.length() > CHARS_MAX)
            return "it has " + expression.length() + " characters, more than " + CHARS_MAX;
        long repeated = COUNT.matcher(expression)
                .results()
                .mapToLong(TopicRegex::times)
                .reduce(1, (product, times) -> Math.min(product * times, Integer.MAX_VALUE));
        if (repeated > REPEATED_MAX) return "its repetitions come to more than " + REPEATED_MAX;
        try {
            Pattern.compile(expression);
            return null;
        } catch (PatternSyntaxException e) {
            return e.getMessage();
        }
    }

    private static long times(MatchResult count) {
        String most = count.group(2) == null || count.group(2).isEmpty() ? count.group(1) : count.group(2);
        return Math.max(1, Long.parseLong(most));
    }
}
