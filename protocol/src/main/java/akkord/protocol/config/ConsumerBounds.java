package akkord.protocol.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Settings of groups whose coordinator assigns must lie between their own bounds, and fit each other. */
final class ConsumerBounds {

    private static final List<String> PREFIXES = List.of("group.consumer.", "group.share.");
    private static final List<String> BOUNDED = List.of("session.timeout.ms", "heartbeat.interval.ms");

    private ConsumerBounds() {}

    /** @param settings each of which is right for itself */
    static List<String> problems(Map<String, String> settings) {
        List<String> problems = new ArrayList<>();
        for (String prefix : PREFIXES) problems.addAll(problems(settings, prefix));
        return problems;
    }

    private static List<String> problems(Map<String, String> settings, String prefix) {
        List<String> problems = new ArrayList<>();
        for (String what : BOUNDED) {
            int value = value(settings, prefix + what);
            int least = value(settings, prefix + "min." + what);
            int most = value(settings, prefix + "max." + what);
            if (value < least || value > most)
                problems.add(prefix + what + " is " + value + ", expected one between " + prefix + "min." + what + " ("
                        + least + ") and " + prefix + "max." + what + " (" + most + ")");
        }
        int session = value(settings, prefix + "session.timeout.ms");
        int heartbeat = value(settings, prefix + "heartbeat.interval.ms");
        if (heartbeat >= session)
            problems.add(prefix + "heartbeat.interval.ms is " + heartbeat + ", expected one below " + prefix
                    + "session.timeout.ms (" + session + ")");
        return problems;
    }

    private static int value(Map<String, String> settings, String name) {
        ConfigKey key = BrokerConfigSchema.key(name).orElseThrow();
        return ((Number) key.parse(settings.getOrDefault(name, String.valueOf(key.defaultText())))).intValue();
    }
}
