package akkord.sharding.settings;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.domain.RefusedException;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Turns the checked block {@code akkord} into {@link NodeSettings}, with a sentence for each value out of range. */
public final class SettingsReader {

    private static final int PORT_MAX = 65_535;

    private final Config config;
    private final List<String> problems = new ArrayList<>();

    private SettingsReader(Config config) {
        this.config = config;
    }

    /** @throws SettingsException one sentence for every key that is unknown, ill-typed or out of range */
    public static NodeSettings read(ConfigLayers layers) {
        List<String> problems = new ArrayList<>(KeyCheck.problems(layers.given(), layers.reference()));
        problems.addAll(BrokerBlock.problems(layers.given()));
        if (!problems.isEmpty()) throw new SettingsException(problems);
        SettingsReader reader = new SettingsReader(layers.effective());
        NodeSettings settings = reader.settings();
        if (!reader.problems.isEmpty()) throw new SettingsException(reader.problems);
        return settings;
    }

    /**
     * The block {@code broker}, typed.
     *
     * @throws SettingsException where single keys are right and do not go together
     */
    public static BrokerSettings broker(ConfigLayers layers) {
        try {
            return BrokerSettings.from(BrokerBlock.of(layers.effective()));
        } catch (RefusedException e) {
            throw new SettingsException(e.refusal().message(), e);
        }
    }

    private NodeSettings settings() {
        String host = notEmpty("akkord.host");
        String rack = config.getString("akkord.rack").strip();
        return new NodeSettings(
                between("akkord.node-id", 0, Integer.MAX_VALUE),
                path("akkord.data-folder"),
                host,
                advertised(host),
                rack.isEmpty() ? null : rack,
                oneOf("akkord.durability", List.of("page-cache", "disk")).equals("disk"),
                oneOf("akkord.log-level", List.of("error", "warn", "info", "debug", "trace")),
                port("akkord.kafka.port"),
                port("akkord.grpc.port"),
                port("akkord.cluster.port"),
                each("akkord.cluster.join", HostPort::parse),
                each("akkord.cluster.roles", SettingsReader::role),
                joining(),
                bounds());
    }

    private NodeSettings.Joining joining() {
        return new NodeSettings.Joining(
                config.getDuration("akkord.cluster.join-timeout"),
                config.getDuration("akkord.cluster.ask-interval"),
                config.getDuration("akkord.cluster.look-around"),
                config.getDuration("akkord.cluster.form-promise"),
                config.getDuration("akkord.cluster.clock-skew-max"),
                config.getDuration("akkord.cluster.voter-check-interval"));
    }

    private NodeSettings.Bounds bounds() {
        return new NodeSettings.Bounds(
                config.getDuration("akkord.start.step-timeout"),
                config.getDuration("akkord.stop.hand-over-timeout"),
                config.getDuration("akkord.stop.farewell"),
                config.getDuration("akkord.stop.close-timeout"),
                config.getDuration("akkord.controller.ask-timeout"),
                between("akkord.controller.waiting-max", 1, Integer.MAX_VALUE),
                between("akkord.controller.asked-max", 1, Integer.MAX_VALUE),
                config.getDuration("akkord.controller.restart-backoff"),
                config.getDuration("akkord.controller.announce-interval"),
                config.getDuration("akkord.metadata.subscribe-retry"),
                between("akkord.metadata.waiting-max", 1, Integer.MAX_VALUE),
                between("akkord.reconcile.in-flight-max", 1, Integer.MAX_VALUE),
                config.getDuration("akkord.reconcile.retry"),
                between("akkord.events.remembered-max", 1, 1_000_000));
    }

    private String advertised(String host) {
        String advertised = config.getString("akkord.advertised-host").strip();
        if (!advertised.isEmpty()) return advertised;
        if (!host.equals("0.0.0.0") && !host.equals("::")) return host;
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            problems.add("akkord.advertised-host must be set: this machine has no name that others could use");
            return host;
        }
    }

    private int port(String key) {
        return between(key, 0, PORT_MAX);
    }

    private int between(String key, int least, int most) {
        long value = config.getLong(key);
        if (value < least || value > most) {
            problems.add(key + " must be between " + least + " and " + most + ", not " + value + where(key));
            return least;
        }
        return (int) value;
    }

    private String notEmpty(String key) {
        String value = config.getString(key).strip();
        if (value.isEmpty()) problems.add(key + " must not be empty" + where(key));
        return value;
    }

    private String oneOf(String key, List<String> allowed) {
        String value = config.getString(key);
        if (!allowed.contains(value))
            problems.add(
                    key + " must be one of " + String.join(", ", allowed) + ", not \"" + value + "\"" + where(key));
        return value;
    }

    private Path path(String key) {
        String text = notEmpty(key);
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            problems.add(key + " is no path of this system: \"" + text + "\"" + where(key));
            return Path.of("data").toAbsolutePath();
        }
    }

    private <T> List<T> each(String key, Function<String, T> read) {
        List<T> values = new ArrayList<>();
        try {
            for (String item : config.getStringList(key)) values.add(read.apply(item.strip()));
        } catch (ConfigException.WrongType e) {
            problems.add(key + " must be a list of texts" + where(key));
        } catch (IllegalArgumentException e) {
            problems.add(key + ": " + e.getMessage() + where(key));
        }
        return List.copyOf(values);
    }

    private static String role(String name) {
        if (!name.matches("[a-z][a-z0-9-]*") || name.startsWith("node-"))
            throw new IllegalArgumentException(
                    "\"" + name + "\" is no role: use small letters, digits and dashes, and not node-*");
        return name;
    }

    private String where(String key) {
        return KeyCheck.where(config.getValue(key));
    }
}
