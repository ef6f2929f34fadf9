package akkord.protocol.config;

import static akkord.protocol.config.ConfigKey.key;
import static akkord.protocol.config.ConfigType.BOOLEAN;
import static akkord.protocol.config.ConfigType.INT;
import static akkord.protocol.config.ConfigType.STRING;

import java.util.List;

/** The table of settings a single group may have. Those that a node bounds are called as its own, without "group." */
final class GroupConfigKeys {

    static final List<ConfigKey> ALL = List.of(
            key("consumer.session.timeout.ms", INT, "45000", """
                    Milliseconds after which a member of the consumer protocol that is not heard of is one no more.""")
                    .atLeast(1)
                    .from("group.consumer.session.timeout.ms")
                    .inEffect(),
            key("consumer.heartbeat.interval.ms", INT, "5000", """
                    Milliseconds between heartbeats that members of the consumer protocol are told, at most.""")
                    .atLeast(1)
                    .from("group.consumer.heartbeat.interval.ms")
                    .inEffect(),
            key("consumer.assignment.interval.ms", INT, "1000", """
                    Milliseconds between two assignments of a group of the consumer protocol; Akkord assigns at once.""")
                    .atLeast(0)
                    .from("group.consumer.assignment.interval.ms"),
            key("share.session.timeout.ms", INT, "45000", """
                    Milliseconds after which a member of a share group that is not heard of is one no more.""")
                    .atLeast(1)
                    .from("group.share.session.timeout.ms")
                    .inEffect(),
            key(
                            "share.heartbeat.interval.ms",
                            INT,
                            "5000",
                            "Milliseconds between heartbeats that members of a share group are told.")
                    .atLeast(1)
                    .from("group.share.heartbeat.interval.ms")
                    .inEffect(),
            key("share.assignment.interval.ms", INT, "1000", "Milliseconds between two assignments of a share group.")
                    .atLeast(0)
                    .from("group.share.assignment.interval.ms"),
            key("share.record.lock.duration.ms", INT, "30000", """
                    Milliseconds a member of a share group has for a record before another one gets it.""")
                    .atLeast(1000)
                    .from("group.share.record.lock.duration.ms")
                    .inEffect(),
            key(
                            "share.delivery.count.limit",
                            INT,
                            "5",
                            "How often a share group tries to deliver a record before it gives it up.")
                    .atLeast(2)
                    .from("group.share.delivery.count.limit")
                    .inEffect(),
            key(
                            "share.partition.max.record.locks",
                            INT,
                            "2000",
                            "Records of a partition that a share group may have under way.")
                    .atLeast(100)
                    .from("group.share.partition.max.record.locks")
                    .inEffect(),
            key("share.auto.offset.reset", STRING, "latest", """
                    Where a share group begins to read a partition that is new to it: at its start (earliest), at its \
                    end (latest), or with what is younger than a time (by_duration:PT1H, in the form of ISO 8601).""")
                    .allowing(new AllowedValues.ShareStart())
                    .inEffect(),
            key("share.isolation.level", STRING, "read_uncommitted", """
                    Whether a share group is given records of transactions that are open or were aborted.""")
                    .oneOf("read_committed", "read_uncommitted")
                    .inEffect(),
            key(
                            "share.renew.acknowledge.enable",
                            BOOLEAN,
                            "true",
                            "Whether members of a share group may ask for more time for a record.")
                    .inEffect(),
            key("errors.deadletterqueue.topic.name", STRING, "", """
                    The topic that is told of a share group's records when they are given up (KIP-1191); empty: none.""")
                    .allowing(new AllowedValues.TopicOrNone())
                    .inEffect(),
            key("errors.deadletterqueue.copy.record.enable", BOOLEAN, "false", """
                    Whether the records in that topic have headers, key and value of those that were given up.""")
                    .inEffect());

    private GroupConfigKeys() {}
}
