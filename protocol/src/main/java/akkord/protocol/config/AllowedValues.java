package akkord.protocol.config;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Which values of its type a setting takes. */
public sealed interface AllowedValues {

    boolean allows(Object value);

    /** Completes the phrase "expected a whole number ...", or is the empty text. */
    String phrase();

    /** Whatever the type allows. */
    record Any() implements AllowedValues {
        @Override
        public boolean allows(Object value) {
            return true;
        }

        @Override
        public String phrase() {
            return "";
        }
    }

    /** Numbers from {@code least} to {@code most}, both included; infinite where there is no such bound. */
    record Range(double least, double most) implements AllowedValues {
        @Override
        public boolean allows(Object value) {
            double number = ((Number) value).doubleValue();
            return number >= least && number <= most;
        }

        @Override
        public String phrase() {
            if (most == Double.POSITIVE_INFINITY) return "of at least " + plain(least);
            return "from " + plain(least) + " to " + plain(most);
        }

        private static String plain(double bound) {
            return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
        }
    }

    /** Numbers in {@code range}, or the one number outside it that has a meaning of its own. */
    record RangeOr(Range range, long special) implements AllowedValues {
        @Override
        public boolean allows(Object value) {
            return range.allows(value) || ((Number) value).longValue() == special;
        }

        @Override
        public String phrase() {
            return range.phrase() + ", or " + special;
        }
    }

    /** One of these words; of a list, any of them, each once. */
    record OneOf(List<String> words) implements AllowedValues {
        @Override
        public boolean allows(Object value) {
            if (value instanceof List<?> list)
                return words.containsAll(list) && new HashSet<>(list).size() == list.size();
            return words.contains((String) value);
        }

        @Override
        public String phrase() {
            return "of " + String.join(", ", words);
        }
    }

    /** Replicas whose replication is throttled: {@code *}, or pairs {@code partition:node}. */
    record ThrottledReplicas() implements AllowedValues {
        private static final Pattern PAIR = Pattern.compile("\\d{1,9}:\\d{1,9}");

        @Override
        public boolean allows(Object value) {
            List<?> list = (List<?>) value;
            if (list.equals(List.of("*"))) return true;
            return list.stream().allMatch(item -> PAIR.matcher((String) item).matches());
        }

        @Override
        public String phrase() {
            return "of partition:node, or *";
        }
    }

    /** Where a share group begins to read: {@code earliest}, {@code latest}, or {@code by_duration:} and a duration. */
    record ShareStart() implements AllowedValues {
        private static final String BY_DURATION = "by_duration:";

        @Override
        public boolean allows(Object value) {
            String text = (String) value;
            return text.equals("earliest") || text.equals("latest") || isDuration(text);
        }

        private static boolean isDuration(String text) {
            if (!text.startsWith(BY_DURATION)) return false;
            try {
                return !Duration.parse(text.substring(BY_DURATION.length())).isNegative();
            } catch (DateTimeParseException unreadable) {
                return false;
            }
        }

        @Override
        public String phrase() {
            return "that is earliest, latest or by_duration:PnDTnHnMn.nS";
        }
    }

    /** A topic's name, or the empty text. */
    record TopicOrNone() implements AllowedValues {
        @Override
        public boolean allows(Object value) {
            String name = (String) value;
            return name.isEmpty() || TopicName.refusal(name).isEmpty();
        }

        @Override
        public String phrase() {
            return "that names a topic, or is empty";
        }
    }
}
