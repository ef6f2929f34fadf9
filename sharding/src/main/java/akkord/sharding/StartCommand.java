package akkord.sharding;

import akkord.protocol.config.BrokerSettings;
import akkord.sharding.data.DataFolderException;
import akkord.sharding.node.LogLevels;
import akkord.sharding.node.Node;
import akkord.sharding.node.StartFailedException;
import akkord.sharding.settings.ConfigLayers;
import akkord.sharding.settings.NodeSettings;
import akkord.sharding.settings.SettingOverride;
import akkord.sharding.settings.SettingsException;
import akkord.sharding.settings.SettingsReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code akkord start}: runs a node in this process until it is told to stop. */
@Command(
        name = StartCommand.NAME,
        description = "Run a node until it is stopped (Ctrl-C or SIGTERM).",
        footer = {
            "",
            "Examples:",
            "  akkord start",
            "  akkord start --data /var/lib/akkord --host 10.0.0.7 -Dbroker.num.partitions=6"
        })
public final class StartCommand implements Callable<Integer> {

    static final String NAME = "start";

    /** Not an exit code: the node runs on, {@code main} must not end the JVM. */
    static final int RUNNING = -1;

    private static final int FAILED = 1;

    private static final int WRONG_CONFIGURATION = 2;

    @Option(names = "--node-id", paramLabel = "N", description = "This node's number, unique in the cluster.")
    private @Nullable String nodeId;

    @Option(names = "--data", paramLabel = "DIR", description = "The folder for everything the node keeps.")
    private @Nullable String data;

    @Option(names = "--host", paramLabel = "HOST", description = "The address to listen on and to be reached at.")
    private @Nullable String host;

    @Option(names = "--kafka-port", paramLabel = "PORT", description = "The port of the Kafka protocol.")
    private @Nullable String kafkaPort;

    @Option(names = "--grpc-port", paramLabel = "PORT", description = "The port of the gRPC services.")
    private @Nullable String grpcPort;

    @Option(names = "--cluster-port", paramLabel = "PORT", description = "The port the nodes use among themselves.")
    private @Nullable String clusterPort;

    @Option(names = "--join", paramLabel = "HOST:PORT,...", description = "Nodes of a cluster to join.")
    private @Nullable String join;

    @Option(names = "--config", paramLabel = "FILE", description = "Instead of the application.conf of the program.")
    private @Nullable Path config;

    @Option(
            names = "-D",
            paramLabel = "KEY=VALUE",
            mapFallbackValue = "",
            description = "Set a key of application.conf; may be repeated.")
    private final Map<String, String> properties = new LinkedHashMap<>();

    @Override
    public Integer call() {
        StopBySignal stop = StopBySignal.install();
        try {
            ConfigLayers layers = ConfigLayers.load(file(), overrides(), System.getProperties());
            NodeSettings settings = SettingsReader.read(layers);
            BrokerSettings broker = SettingsReader.broker(layers);
            LogLevels.apply(settings.logLevel());
            Node node = Node.start(settings, broker, layers.effective());
            stop.running(node);
            System.out.println(node.readyLine(sinceStart()));
            return RUNNING;
        } catch (SettingsException e) {
            return refused(stop, e, WRONG_CONFIGURATION);
        } catch (DataFolderException | StartFailedException e) {
            return refused(stop, e, FAILED);
        }
    }

    /** A sentence for a person; what led to it only for those who asked for it. */
    private static int refused(StopBySignal stop, RuntimeException why, int exitCode) {
        stop.cancel();
        String message = String.valueOf(why.getMessage());
        message.lines().forEach(line -> System.err.println("akkord: " + line));
        LoggerFactory.getLogger(StartCommand.class).debug("the node did not start", why);
        return exitCode;
    }

    private @Nullable Path file() {
        if (config != null) return config;
        String property = System.getProperty("config.file");
        if (property != null) return Path.of(property);
        String home = System.getProperty("program.home");
        if (home == null) return null;
        Path besideTheProgram = Path.of(home, "application.conf");
        return Files.exists(besideTheProgram) ? besideTheProgram : null;
    }

    private List<SettingOverride> overrides() {
        List<SettingOverride> all = new ArrayList<>();
        properties.forEach((key, value) -> all.add(SettingOverride.property(key, value)));
        flag(all, "akkord.node-id", nodeId, "--node-id");
        flag(all, "akkord.data-folder", data, "--data");
        flag(all, "akkord.host", host, "--host");
        flag(all, "akkord.kafka.port", kafkaPort, "--kafka-port");
        flag(all, "akkord.grpc.port", grpcPort, "--grpc-port");
        flag(all, "akkord.cluster.port", clusterPort, "--cluster-port");
        flag(all, "akkord.cluster.join", join, "--join");
        return all;
    }

    private static void flag(List<SettingOverride> into, String key, @Nullable String value, String flag) {
        if (value != null) into.add(new SettingOverride(key, value, flag));
    }

    /** Since the script was called, if it told; the JVM's own idea of its start may be seconds off in a container. */
    private static Duration sinceStart() {
        return Duration.ofMillis(
                System.currentTimeMillis() - Long.getLong("program.started-millis", Main.STARTED_MILLIS));
    }
}
