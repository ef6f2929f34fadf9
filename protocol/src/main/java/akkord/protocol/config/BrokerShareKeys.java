package akkord.protocol.config;

import static akkord.protocol.config.ConfigKey.key;
import static akkord.protocol.config.ConfigType.BOOLEAN;
import static akkord.protocol.config.ConfigType.INT;
import static akkord.protocol.config.ConfigType.LIST;
import static akkord.protocol.config.ConfigType.STRING;

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
            key(
                            "group.share.assignment.interval.ms",
                            INT,
                            "1000",
                            "Milliseconds between two assignments of a share group.")
                    .atLeast(0),
            key("group.share.min.assignment.interval.ms", INT, "0", "The least a share group may set, in milliseconds.")
                    .atLeast(0),
            key(
                            "group.share.max.assignment.interval.ms",
                            INT,
                            "15000",
                            "The most a share group may set, in milliseconds.")
                    .atLeast(0),
            key("group.share.max.size", INT, "200", "Members a share group may have.")
                    .between(1, 1_000)
                    .inEffect(),
            key("group.share.assignors", LIST, "simple", "Assignors of share groups.")
                    .oneOf("simple")
                    .inEffect(),
            key(
                            "group.share.record.lock.duration.ms",
                            INT,
                            "30000",
                            "Milliseconds a member of a share group has for a record before another one gets it.")
                    .between(1000, 3_600_000)
                    .inEffect(),
            key(
                            "group.share.min.record.lock.duration.ms",
                            INT,
                            "15000",
                            "The least a share group may set, in milliseconds.")
                    .between(1000, 30_000)
                    .inEffect(),
            key(
                            "group.share.max.record.lock.duration.ms",
                            INT,
                            "60000",
                            "The most a share group may set, in milliseconds.")
                    .between(30_000, 3_600_000)
                    .inEffect(),
            key(
                            "group.share.delivery.count.limit",
                            INT,
                            "5",
                            "How often a share group tries to deliver a record before it gives it up.")
                    .between(2, 10)
                    .inEffect(),
            key("group.share.min.delivery.count.limit", INT, "2", "The least a share group may set.")
                    .between(2, 5)
                    .inEffect(),
            key("group.share.max.delivery.count.limit", INT, "10", "The most a share group may set.")
                    .between(5, 25)
                    .inEffect(),
            key(
                            "group.share.partition.max.record.locks",
                            INT,
                            "2000",
                            "Records of a partition that a share group may have under way.")
                    .between(100, 10_000)
                    .inEffect(),
            key("group.share.min.partition.max.record.locks", INT, "100", "The least a share group may set.")
                    .between(100, 2_000)
                    .inEffect(),
            key("group.share.max.partition.max.record.locks", INT, "4000", "The most a share group may set.")
                    .between(2_000, 10_000)
                    .inEffect(),
            key("group.share.max.share.sessions", INT, "2000", "Share sessions a node may have open.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "errors.deadletterqueue.auto.create.topics.enable",
                            BOOLEAN,
                            "false",
                            "Whether the dead-letter topic of a share group is made when there is none.")
                    .changeable()
                    .inEffect(),
            key(
                            "errors.deadletterqueue.topic.name.prefix",
                            STRING,
                            "dlq.",
                            "What names of dead-letter topics of share groups must begin with; empty: anything.")
                    .changeable()
                    .inEffect());

    private BrokerShareKeys() {}
}
