package akkord.sharding.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node must know before it starts; the block {@code akkord}, typed. Ports may be 0: any free one.
 *
 * @param host what the listeners bind to
 * @param advertisedHost what others are told
 * @param roles of this node in the cluster, such as {@code controller}
 * @param flushBeforeAck {@code akkord.durability = disk}
 */
public record NodeSettings(
        int nodeId,
        Path dataFolder,
        String host,
        String advertisedHost,
        @Nullable String rack,
        boolean flushBeforeAck,
        String logLevel,
        int kafkaPort,
        int grpcPort,
        int clusterPort,
        List<HostPort> join,
        List<String> roles,
        Joining joining,
        Bounds bounds) {

    /** The role of the nodes that vote in the journal. */
    public static final String CONTROLLER_ROLE = "controller";

    /** Finding the cluster; see {@code akkord.cluster} in reference.conf, where every one is explained. */
    public record Joining(
            Duration timeout,
            Duration askInterval,
            Duration lookAround,
            Duration formPromise,
            Duration clockSkewMax,
            Duration voterCheckInterval) {}

    /** Every wait and queue of the node's own wiring. */
    public record Bounds(
            Duration startStepTimeout,
            Duration handOverTimeout,
            Duration stopFarewell,
            Duration closeTimeout,
            Duration controllerAskTimeout,
            int controllerWaitingMax,
            int controllerAskedMax,
            Duration controllerRestartBackoff,
            Duration controllerAnnounceInterval,
            Duration subscribeRetry,
            int metadataWaitingMax,
            int reconcileInFlightMax,
            Duration reconcileRetry,
            int eventsRememberedMax) {}

    /** Whether this node votes in the journal. */
    public boolean controllerRole() {
        return roles.contains(CONTROLLER_ROLE);
    }
}
