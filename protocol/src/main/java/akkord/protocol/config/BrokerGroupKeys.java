package akkord.protocol.config;

import static akkord.protocol.config.ConfigKey.key;
import static akkord.protocol.config.ConfigType.BOOLEAN;
import static akkord.protocol.config.ConfigType.INT;
import static akkord.protocol.config.ConfigType.LIST;
import static akkord.protocol.config.ConfigType.LONG;
import static akkord.protocol.config.ConfigType.STRING;

import java.util.List;

/** The table of broker settings about consumer groups, committed offsets, producers and transactions. */
final class BrokerGroupKeys {

    private static final String UNBOUNDED = Integer.toString(Integer.MAX_VALUE);

    static final List<ConfigKey> ALL = List.of(
            key(
                            "group.min.session.timeout.ms",
                            INT,
                            "6000",
                            "The shortest session timeout a member may ask for, in milliseconds.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "group.max.session.timeout.ms",
                            INT,
                            "1800000",
                            "The longest session timeout a member may ask for, in milliseconds.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "group.initial.rebalance.delay.ms",
                            INT,
                            "3000",
                            "Milliseconds a new group waits for more members before its first rebalance.")
                    .atLeast(0)
                    .inEffect(),
            key("group.max.size", INT, UNBOUNDED, "Members a group may have.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "group.coordinator.rebalance.protocols",
                            LIST,
                            "classic,consumer,streams",
                            "The rebalance protocols groups may use.")
                    .oneOf("classic", "consumer", "share", "streams")
                    .inEffect(),
            key("group.coordinator.threads", INT, "4", "Threads for consumer groups.")
                    .atLeast(1),
            key(
                            "group.consumer.session.timeout.ms",
                            INT,
                            "45000",
                            "Session timeout of groups of the newer protocol, in milliseconds.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "group.consumer.min.session.timeout.ms",
                            INT,
                            "45000",
                            "The least such a group may set, in milliseconds.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "group.consumer.max.session.timeout.ms",
                            INT,
                            "60000",
                            "The most such a group may set, in milliseconds.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "group.consumer.heartbeat.interval.ms",
                            INT,
                            "5000",
                            "Milliseconds between heartbeats of members of the newer protocol.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "group.consumer.min.heartbeat.interval.ms",
                            INT,
                            "5000",
                            "The least such a group may set, in milliseconds.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "group.consumer.max.heartbeat.interval.ms",
                            INT,
                            "15000",
                            "The most such a group may set, in milliseconds.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "group.consumer.assignment.interval.ms",
                            INT,
                            "1000",
                            "Milliseconds between two assignments of a group of the newer protocol; Akkord assigns at once.")
                    .atLeast(0),
            key(
                            "group.consumer.min.assignment.interval.ms",
                            INT,
                            "0",
                            "The least such a group may set, in milliseconds.")
                    .atLeast(0),
            key(
                            "group.consumer.max.assignment.interval.ms",
                            INT,
                            "15000",
                            "The most such a group may set, in milliseconds.")
                    .atLeast(0),
            key("group.consumer.max.size", INT, UNBOUNDED, "Members a group of the newer protocol may have.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "group.consumer.assignors",
                            LIST,
                            "uniform,range",
                            "Assignors the coordinator offers, the default one first.")
                    .oneOf("uniform", "range")
                    .inEffect(),
            key(
                            "group.consumer.migration.policy",
                            STRING,
                            "bidirectional",
                            "Which way groups with members may move between the older and the newer protocol.")
                    .oneOf("disabled", "downgrade", "upgrade", "bidirectional")
                    .inEffect(),
            key(
                            "offset.metadata.max.bytes",
                            INT,
                            "4096",
                            "The longest note a consumer may store with a committed offset, in bytes.")
                    .atLeast(0)
                    .inEffect(),
            key(
                            "offsets.commit.timeout.ms",
                            INT,
                            "5000",
                            "Milliseconds a commit may take before the client is told that it timed out.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "offsets.retention.minutes",
                            INT,
                            "10080",
                            "Minutes committed offsets are kept once their group has no members.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "offsets.retention.check.interval.ms",
                            LONG,
                            "600000",
                            "Milliseconds between two looks for offsets to forget.")
                    .atLeast(1)
                    .inEffect(),
            key("offsets.topic.num.partitions", INT, "50", """
                    Accepted for the sake of existing files; Akkord keeps committed offsets in its journal, not in a \
                    topic.""").atLeast(1),
            key(
                            "offsets.topic.replication.factor",
                            INT,
                            "3",
                            "Accepted for the sake of existing files; see `offsets.topic.num.partitions`.")
                    .between(1, 32_767),
            key(
                            "offsets.topic.segment.bytes",
                            INT,
                            "104857600",
                            "Accepted for the sake of existing files; see `offsets.topic.num.partitions`.")
                    .atLeast(1),
            key(
                            "producer.id.expiration.ms",
                            INT,
                            "86400000",
                            "Milliseconds after its last record a partition forgets a producer's sequence numbers.")
                    .atLeast(1)
                    .changeable()
                    .inEffect(),
            key(
                            "producer.id.expiration.check.interval.ms",
                            INT,
                            "600000",
                            "Milliseconds between two looks for producers to forget.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "transactional.id.expiration.ms",
                            INT,
                            "604800000",
                            "Milliseconds after which an unused transactional id is forgotten.")
                    .atLeast(1),
            key(
                            "transaction.max.timeout.ms",
                            INT,
                            "900000",
                            "The longest transaction timeout a producer may ask for, in milliseconds.")
                    .atLeast(1),
            key(
                            "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                            INT,
                            "10000",
                            "Milliseconds between two looks for transactions to abort.")
                    .atLeast(1),
            key(
                            "transaction.remove.expired.transaction.cleanup.interval.ms",
                            INT,
                            "3600000",
                            "Milliseconds between two looks for transactional ids to forget.")
                    .atLeast(1),
            key(
                            "transaction.partition.verification.enable",
                            BOOLEAN,
                            "true",
                            "Whether a partition checks with the coordinator that a transaction knows of it.")
                    .changeable(),
            key(
                    "transaction.two.phase.commit.enable",
                    BOOLEAN,
                    "false",
                    "Whether a producer may prepare a transaction and leave it open without limit."),
            key("transaction.state.log.num.partitions", INT, "50", """
                    Accepted for the sake of existing files; Akkord keeps transactions in its journal, not in a topic.""").atLeast(1),
            key(
                            "transaction.state.log.replication.factor",
                            INT,
                            "3",
                            "Accepted for the sake of existing files; see `transaction.state.log.num.partitions`.")
                    .between(1, 32_767),
            key(
                            "transaction.state.log.min.isr",
                            INT,
                            "2",
                            "Accepted for the sake of existing files; see `transaction.state.log.num.partitions`.")
                    .atLeast(1),
            key(
                            "transaction.state.log.segment.bytes",
                            INT,
                            "104857600",
                            "Accepted for the sake of existing files; see `transaction.state.log.num.partitions`.")
                    .atLeast(1));

    private BrokerGroupKeys() {}
}
