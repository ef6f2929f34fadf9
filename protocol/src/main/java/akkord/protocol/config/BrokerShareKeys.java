package akkord.protocol.config;

import static akkord.protocol.config.ConfigKey.key;
import static akkord.protocol.config.ConfigType.INT;
import static akkord.protocol.config.ConfigType.LIST;

import java.util.List;

/** The table of broker settings about share groups. */
final class BrokerShareKeys {

    static final List<ConfigKey> ALL = List.of(
            key(
                            "group.share.session.timeout.ms",
                            INT,
                            "45000",
                            "Milliseconds a member of a share group may be silent before it is one no more.")
                    .atLeast(1)
                    .inEffect(),
            key("group.share.min.session.timeout.ms", INT, "45000", "The least such a group may set, in milliseconds.")
                    .atLeast(1)
                    .inEffect(),
            key("group.share.max.session.timeout.ms", INT, "60000", "The most such a group may set, in milliseconds.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "group.share.heartbeat.interval.ms",
                            INT,
                            "5000",
                            "Milliseconds between heartbeats of members of share groups.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "group.share.min.heartbeat.interval.ms",
                            INT,
                            "5000",
                            "The least such a group may set, in milliseconds.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "group.share.max.heartbeat.interval.ms",
                            INT,
                            "15000",
                            "The most such a group may set, in milliseconds.")
                    .atLeast(1)
                    .inEffect(),
            key("group.share.max.size", INT, "200", "Members a share group may have.")
                    .between(1, 1_000)
                    .inEffect(),
            key("group.share.assignors", LIST, "simple", "Assignors of share groups.")
                    .oneOf("simple")
                    .inEffect());

    private BrokerShareKeys() {}
}
