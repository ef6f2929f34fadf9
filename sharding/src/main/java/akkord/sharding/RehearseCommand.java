package akkord.sharding;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.door.kafka.Rehearsal;
import akkord.sharding.node.Node;
import akkord.sharding.settings.ConfigLayers;
import akkord.sharding.settings.LibraryDefaults;
import akkord.sharding.settings.NodeSettings;
import akkord.sharding.settings.SettingOverride;
import akkord.sharding.settings.SettingsReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Runs a node and the main commands once and ends, so that the JVM can archive the classes they need; the
 * script calls it after a build. Not for people.
 */
@Command(name = "rehearse", hidden = true, description = "Run everything once, for the archive of classes.")
public final class RehearseCommand implements Callable<Integer> {

    private static final String TOPIC = "rehearsal";

    private static final String KAFKA_TOPIC = "rehearsal-kafka";

    @Parameters(index = "0", paramLabel = "DIR", description = "An empty folder.")
    private @Nullable Path folder;

    @Parameters(index = "1", paramLabel = "FILE", description = "Where to write the libraries' defaults.")
    private @Nullable Path defaults;

    @Override
    public Integer call() {
        if (folder == null || defaults == null) return 2;
        LibraryDefaults.write(defaults);
        System.setProperty(LibraryDefaults.PROPERTY, defaults.toString());
        ConfigLayers layers = ConfigLayers.load(
                null,
                List.of(
                        SettingOverride.property("akkord.data-folder", folder.toString()),
                        SettingOverride.property("akkord.grpc.port", "0"),
                        SettingOverride.property("akkord.kafka.port", "0"),
                        SettingOverride.property("akkord.cluster.port", "0")),
                new Properties());
        NodeSettings settings = SettingsReader.read(layers);
        BrokerSettings broker = SettingsReader.broker(layers);
        Node node = Node.start(settings, broker, layers.effective());
        try {
            System.out.println(node.readyLine(java.time.Duration.ZERO));
            boolean came = Rehearsal.run("127.0.0.1:" + node.kafkaPort(), KAFKA_TOPIC);
            return came ? run("127.0.0.1:" + node.grpcPort()) : 1;
        } finally {
            node.stop();
        }
    }

    private static int run(String server) {
        InputStream input = System.in;
        System.setIn(new ByteArrayInputStream("one\ntwo\n".getBytes(StandardCharsets.UTF_8)));
        try {
            int failures = 0;
            failures += execute("topic", "create", TOPIC, "--partitions", "2", "--server", server);
            failures += execute("produce", TOPIC, "--server", server);
            failures += execute("consume", TOPIC, "--from-beginning", "--max", "2", "--server", server);
            failures += execute("topic", "list", "--server", server);
            failures += execute("topic", "describe", TOPIC, "--server", server);
            failures += execute("cluster", "describe", "--server", server);
            failures += execute("topic", "delete", TOPIC, "--server", server);
            return failures == 0 ? 0 : 1;
        } finally {
            System.setIn(input);
        }
    }

    private static int execute(String... command) {
        return Main.commandLine().execute(command);
    }
}
