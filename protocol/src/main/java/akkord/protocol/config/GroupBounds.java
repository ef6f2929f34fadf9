package akkord.protocol.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Settings of groups must lie between bounds that nodes have for them, and fit each other. What a group calls
 * {@code share.delivery.count.limit} a node calls {@code group.share.delivery.count.limit}, and its bounds
 * {@code group.share.min.delivery.count.limit} and {@code ...max...}.
 */
final class GroupBounds {

    private static final List<String> KINDS = List.of("consumer", "share");

    private static final Map<String, List<String>> BOUNDED = Map.of(
            "consumer",
            List.of("session.timeout.ms", "heartbeat.interval.ms", "assignment.interval.ms"),
            "share",
            List.of(
                    "session.timeout.ms",
                    "heartbeat.interval.ms",
                    "assignment.interval.ms",
                    "record.lock.duration.ms",
                    "delivery.count.limit",
                    "partition.max.record.locks"));

    private GroupBounds() {}

    /** Of a node's settings. @param settings each of which is right for itself */
    static List<String> problems(Map<String, String> settings) {
        return problems("group.", name -> {
            ConfigKey key = BrokerConfigSchema.key(name).orElseThrow();
            return settings.getOrDefault(name, String.valueOf(key.defaultText()));
        });
    }

    /** Of a group's own settings, which go before the node's. @param own each of which is right for itself */
    static List<String> problems(Map<String, String> own, BrokerSettings node) {
        return problems("", name -> {
            String set = own.get(name);
            if (set != null) return set;
            return String.valueOf(node.text(name.startsWith("group.") ? name : "group." + name));
        });
    }

    /** @param prefix of what is looked at; bounds are the node's always */
    private static List<String> problems(String prefix, UnaryOperator<String> text) {
        List<String> problems = new ArrayList<>();
        for (String kind : KINDS) {
            for (String what : BOUNDED.getOrDefault(kind, List.of())) {
                String name = prefix + kind + "." + what;
                int value = value(text, name);
                int least = value(text, bound(kind, "min", what));
                int most = value(text, bound(kind, "max", what));
                if (value < least || value > most)
                    problems.add(name + " is " + value + ", expected one between " + bound(kind, "min", what) + " ("
                            + least + ") and " + bound(kind, "max", what) + " (" + most + ")");
            }
            heartbeatsComeInTime(prefix + kind, text, problems);
        }
        return problems;
    }

    private static void heartbeatsComeInTime(String prefix, UnaryOperator<String> text, List<String> problems) {
        int session = value(text, prefix + ".session.timeout.ms");
        int heartbeat = value(text, prefix + ".heartbeat.interval.ms");
        if (heartbeat >= session)
            problems.add(prefix + ".heartbeat.interval.ms is " + heartbeat + ", expected one below " + prefix
                    + ".session.timeout.ms (" + session + ")");
    }

    /** {@code value} of the group's setting {@code name}, or the bound it lies beyond. */
    static int clamped(String name, int value, BrokerSettings node) {
        int dot = name.indexOf('.');
        String kind = name.substring(0, dot);
        String what = name.substring(dot + 1);
        if (!BOUNDED.getOrDefault(kind, List.of()).contains(what)) return value;
        int least = node.integer(bound(kind, "min", what));
        int most = node.integer(bound(kind, "max", what));
        return Math.max(least, Math.min(most, value));
    }

    private static String bound(String kind, String which, String what) {
        return "group." + kind + "." + which + "." + what;
    }

    private static int value(UnaryOperator<String> text, String name) {
        return Integer.parseInt(text.apply(name).trim());
    }
}
