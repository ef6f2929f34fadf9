package akkord.actors.group.core;

import akkord.actors.group.core.consumer.MemberProfile;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Clients' own words, fit for a line of the log: they choose their names and reasons freely. */
final class Told {

    private static final int CHARS_MAX = 200;

    private Told() {}

    static String member(@Nullable String instanceId, MemberProfile profile) {
        return words(Objects.requireNonNullElse(instanceId, profile.clientId()) + "@" + profile.clientHost());
    }

    static String words(String text) {
        String cut = text.length() <= CHARS_MAX ? text : text.substring(0, CHARS_MAX) + "...";
        return cut.codePoints()
                .map(each -> Character.isISOControl(each) ? '?' : each)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
