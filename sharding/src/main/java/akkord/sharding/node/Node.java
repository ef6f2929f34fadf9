package akkord.sharding.node;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akkord.protocol.config.BrokerSettings;
import akkord.sharding.data.DataFolder;
import akkord.sharding.settings.NodeSettings;
import com.typesafe.config.Config;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** A node that serves. Made by {@link #start}, ended by {@link #stop}; it may also end by itself. */
public final class Node {

    private final NodeSettings settings;
    private final Addresses addresses;
    private final DataFolder folder;
    private final ActorSystem<?> system;

    Node(NodeSettings settings, Addresses addresses, DataFolder folder, ActorSystem<?> system) {
        this.settings = settings;
        this.addresses = addresses;
        this.folder = folder;
        this.system = system;
    }

    /**
     * Starts every part of a node and returns when it serves.
     *
     * @param effective all layers of the configuration
     * @throws StartFailedException with a sentence for a person; everything that had been started is stopped
     * @throws akkord.sharding.data.DataFolderException the data folder cannot be used by this node
     */
    public static Node start(NodeSettings settings, BrokerSettings broker, Config effective) {
        return start(settings, broker, effective, Clock.systemUTC());
    }

    /** The same. @param clock what this node takes for the time: of records, of events, and when it joins others */
    public static Node start(NodeSettings settings, BrokerSettings broker, Config effective, Clock clock) {
        return new NodeStart(settings, broker, effective, clock).run();
    }

    /** The one line that says that the node serves, and where. */
    public String readyLine(Duration sinceStart) {
        String host = settings.advertisedHost();
        return "akkord: node " + settings.nodeId() + " ready, grpc " + host + ":" + addresses.grpcPort() + ", kafka "
                + host + ":" + addresses.kafkaPort() + ", cluster " + host + ":" + addresses.clusterPort() + ", data "
                + folder.path() + ", started in "
                + sinceStart.toMillis() + " ms";
    }

    public int grpcPort() {
        return addresses.grpcPort();
    }

    public int kafkaPort() {
        return addresses.kafkaPort();
    }

    public int clusterPort() {
        return addresses.clusterPort();
    }

    /** Stops serving, closes every partition, leaves the cluster and lets go of the data folder. Waits for it. */
    public void stop() {
        NodeStop.run(system);
        folder.close();
    }

    /** Completes when the node has ended, whether it was stopped or the cluster has removed it. */
    public CompletionStage<Void> ended() {
        return system.getWhenTerminated().thenApply(done -> null);
    }

    /** Why it ended by itself; a sentence for a person. */
    public String whyItEnded() {
        String node = "node " + settings.nodeId();
        boolean removed = CoordinatedShutdown.get(system)
                .getShutdownReason()
                .filter(reason -> reason.equals(CoordinatedShutdown.clusterDowningReason()))
                .isPresent();
        return removed
                ? "the cluster has removed " + node
                        + ", which it could not reach for too long: start it again to join anew"
                : node + " has ended because a part of it failed; the lines above say which";
    }
}
