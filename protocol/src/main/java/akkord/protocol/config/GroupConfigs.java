package akkord.protocol.config;

import java.util.Map;
import java.util.function.Function;

/** The settings of every group as they are now; any thread. Ask anew each time: they change while groups live. */
@FunctionalInterface
public interface GroupConfigs {

    GroupConfig of(String group);

    /** @param own what was set of the group of that name itself, as the newest image has it */
    static GroupConfigs over(BrokerSettings node, Function<String, Map<String, String>> own) {
        return group -> new GroupConfig(own.apply(group), node);
    }

    /** No group has any of its own. */
    static GroupConfigs ofNode(BrokerSettings node) {
        GroupConfig same = new GroupConfig(Map.of(), node);
        return group -> same;
    }
}
