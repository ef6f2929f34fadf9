package akkord.protocol.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Settings of groups of the consumer protocol must lie between their own bounds, and fit each other. */
final class ConsumerBounds {

    private static final String PREFIX = "group.consumer.";
    private static final List<String> BOUNDED = List.of("session.timeout.ms", "heartbeat.interval.ms");

    private ConsumerBounds() {}

    /** @param settings each of which is right for itself */
    static List<String> problems(Map<String, String> settings) {
        List<String> problems = new ArrayList<>();
        for (String what : BOUNDED) {
            int value = value(settings, PREFIX + what);
            int least = value(settings, PREFIX + "min." + what);
            int most = value(settings, PREFIX + "max." + what);
            if (value < least || value > most)
                problems.add(PREFIX + what + " is " + value + ", expected one between " + PREFIX + "min." + what + " ("
                        + least + ") and " + PREFIX + "max." + what + " (" + most + ")");
        }
        int session = value(settings, PREFIX + "session.timeout.ms");
        int heartbeat = value(settings, PREFIX + "heartbeat.interval.ms");
        if (heartbeat >= session)
            problems.add(PREFIX + "heartbeat.interval.ms is " + heartbeat + ", expected one below " + PREFIX
                    + "session.timeout.ms (" + session + ")");
        return problems;
    }

    private static int value(Map<String, String> settings, String name) {
        ConfigKey key = BrokerConfigSchema.key(name).orElseThrow();
        return ((Number) key.parse(settings.getOrDefault(name, String.valueOf(key.defaultText())))).intValue();
    }
}
