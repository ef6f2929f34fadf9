package akkord.sharding.node;

import akkord.sharding.allocation.NodeRole;
import akkord.sharding.node.NodeStop.Step;
import akkord.sharding.settings.NodeSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What Akka is told of the node's own settings. */
final class AkkaConfig {

    /** Akka gives a phase up so much later than the node its own wait in it. */
    private static final Duration PHASE_MARGIN = Duration.ofSeconds(2);

    /** Akka's own without the one for Scala's types, which no message here has: loading it costs every start. */
    private static final List<String> JACKSON_MODULES = List.of(
            "akka.serialization.jackson.AkkaJacksonModule",
            "akka.serialization.jackson.AkkaTypedJacksonModule",
            "com.fasterxml.jackson.module.paramnames.ParameterNamesModule",
            "com.fasterxml.jackson.datatype.jdk8.Jdk8Module",
            "com.fasterxml.jackson.datatype.jsr310.JavaTimeModule");

    private AkkaConfig() {}

    static Config of(NodeSettings settings, Addresses addresses, Config effective) {
        List<String> roles = new ArrayList<>(settings.roles());
        roles.add(NodeRole.of(settings.nodeId()));
        Map<String, Object> own = new HashMap<>(phases(settings, effective));
        own.put("akka.remote.artery.canonical.hostname", settings.advertisedHost());
        own.put("akka.remote.artery.canonical.port", addresses.clusterPort());
        own.put("akka.remote.artery.bind.hostname", settings.host());
        own.put("akka.remote.artery.bind.port", addresses.clusterPort());
        own.put("akka.cluster.roles", roles);
        own.put("akka.serialization.jackson.jackson-modules", JACKSON_MODULES);
        return ConfigFactory.parseMap(own, "the node's settings").withFallback(effective);
    }

    /** How long the steps of a stop may take: Akka goes on with the next one then, whatever is still under way. */
    private static Map<String, String> phases(NodeSettings settings, Config effective) {
        Duration connections = effective.getDuration("akkord.kafka.drain-timeout");
        Duration calls = effective.getDuration("akkord.grpc.unbind-deadline");
        Duration partitions = settings.bounds().closeTimeout();
        return Map.of(
                timeoutOf(Step.HAND_OVER), text(settings.bounds().handOverTimeout()),
                // the connections' own time, then that of their threads
                timeoutOf(Step.CLOSE_DOORS), text(connections.multipliedBy(2)),
                timeoutOf(Step.DRAIN_DOORS), text(calls),
                // the partitions' own time, then that of the logs that are left
                timeoutOf(Step.CLOSE_PARTITIONS), text(partitions.multipliedBy(2)));
    }

    private static String timeoutOf(Step step) {
        return "akka.coordinated-shutdown.phases." + step.phase() + ".timeout";
    }

    private static String text(Duration atMost) {
        return atMost.plus(PHASE_MARGIN).toMillis() + " ms";
    }
}
