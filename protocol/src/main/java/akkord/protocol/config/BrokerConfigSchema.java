package akkord.protocol.config;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every broker setting there is, in the order it is documented in. */
public final class BrokerConfigSchema {

    private static final Map<String, ConfigKey> KEYS = table();

    private static final KnownKeys NAMES = new KnownKeys(KEYS.keySet());

    /** Kafka's names for what is not a setting of the block {@code broker} here, with what to do instead. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "broker.id", "give the node's id with --node-id",
            "node.id", "give the node's id with --node-id",
            "log.dir", "give the data folder with --data",
            "log.dirs", "give the data folder with --data",
            "listeners", "give addresses with --host, --kafka-port and --grpc-port",
            "advertised.listeners", "give addresses with --host, --kafka-port and --grpc-port",
            "process.roles", "every node does everything; leave it out",
            "controller.quorum.voters", "name nodes to join with --join",
            "controller.quorum.bootstrap.servers", "name nodes to join with --join",
            "zookeeper.connect", "there is no ZooKeeper; name nodes to join with --join");

    private BrokerConfigSchema() {}

    public static Collection<ConfigKey> keys() {
        return KEYS.values();
    }

    public static Optional<ConfigKey> key(String name) {
        return Optional.ofNullable(KEYS.get(name));
    }

    /** All that is wrong with these settings as a node's initial ones, a sentence each. */
    public static List<String> problems(Map<String, String> settings) {
        List<String> problems = new ArrayList<>();
        settings.forEach((name, value) -> problem(name, value).ifPresent(problems::add));
        if (problems.isEmpty()) problems.addAll(GroupBounds.problems(settings));
        return problems;
    }

    /** Why these cannot be a running node's dynamic settings, INVALID_CONFIG. */
    public static Optional<Refusal> validateDynamic(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> dynamicProblem(setting.getKey(), setting.getValue()))
                .flatMap(Optional::stream)
                .findFirst()
                .map(sentence -> new Refusal(ErrorCode.INVALID_CONFIG, sentence));
    }

    private static Optional<String> dynamicProblem(String name, String value) {
        ConfigKey key = KEYS.get(name);
        if (key != null && !key.dynamic())
            return Optional.of(name + " cannot be changed while a node runs: set it in the file and restart the node");
        return problem(name, value);
    }

    /** What is wrong with this setting for itself, in a sentence; whether it fits the others is not asked. */
    public static Optional<String> problem(String name, String value) {
        ConfigKey key = KEYS.get(name);
        return key == null ? Optional.of(unknown(name)) : key.whyNot(value);
    }

    private static String unknown(String name) {
        @Nullable String instead = ELSEWHERE.get(name);
        return instead == null ? NAMES.sentence("broker key", name) : name + " is not a broker key here: " + instead;
    }

    private static Map<String, ConfigKey> table() {
        Map<String, ConfigKey> table = new LinkedHashMap<>();
        Stream.of(BrokerLogKeys.ALL, BrokerNetworkKeys.ALL, BrokerGroupKeys.ALL, BrokerShareKeys.ALL)
                .flatMap(List::stream)
                .forEach(key -> table.put(key.name(), key));
        return Collections.unmodifiableMap(table);
    }
}
