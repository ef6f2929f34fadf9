package akkord.sharding.node;

import akkord.sharding.allocation.NodeRole;
import akkord.sharding.settings.NodeSettings;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What Akka is told of the node's own settings. */
final class AkkaConfig {

    private AkkaConfig() {}

    static Config of(NodeSettings settings, Addresses addresses, Config effective) {
        List<String> roles = new ArrayList<>(settings.roles());
        roles.add(NodeRole.of(settings.nodeId()));
        return ConfigFactory.parseMap(
                        Map.of(
                                "akka.remote.artery.canonical.hostname", settings.advertisedHost(),
                                "akka.remote.artery.canonical.port", addresses.clusterPort(),
                                "akka.remote.artery.bind.hostname", settings.host(),
                                "akka.remote.artery.bind.port", addresses.clusterPort(),
                                "akka.cluster.roles", roles),
                        "the node's settings")
                .withFallback(effective);
    }
}
