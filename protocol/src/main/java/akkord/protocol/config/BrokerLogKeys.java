package akkord.protocol.config;

import static akkord.protocol.config.ConfigKey.key;
import static akkord.protocol.config.ConfigType.BOOLEAN;
import static akkord.protocol.config.ConfigType.DOUBLE;
import static akkord.protocol.config.ConfigType.INT;
import static akkord.protocol.config.ConfigType.LIST;
import static akkord.protocol.config.ConfigType.LONG;
import static akkord.protocol.config.ConfigType.STRING;

import java.util.List;

/** The table of broker settings about topics and their logs; most are defaults of topic settings. */
final class BrokerLogKeys {

    private static final String FOREVER = Long.toString(Long.MAX_VALUE);

    static final List<ConfigKey> ALL = List.of(
            key("num.partitions", INT, "1", "Partitions of a new topic that does not say how many.")
                    .between(1, 1_000_000)
                    .inEffect(),
            key(
                            "default.replication.factor",
                            INT,
                            "1",
                            "Replicas of each partition of a new topic that does not say how many.")
                    .between(1, 32_767)
                    .inEffect(),
            key(
                            "auto.create.topics.enable",
                            BOOLEAN,
                            "true",
                            "Whether a topic that a client writes to or asks about is created if it does not exist.")
                    .inEffect(),
            key("delete.topic.enable", BOOLEAN, "true", "Whether topics can be deleted.")
                    .inEffect(),
            key(
                            "min.insync.replicas",
                            INT,
                            "1",
                            "Default of a topic's `min.insync.replicas`: replicas in sync for acks=all to be accepted.")
                    .atLeast(1)
                    .inEffect()
                    .changeable(),
            key("unclean.leader.election.enable", BOOLEAN, "false", """
                    Default of a topic's `unclean.leader.election.enable`: whether a replica that was not in sync may \
                    lead when no other is left.""")
                    .inEffect()
                    .changeable(),
            key(
                            "message.max.bytes",
                            INT,
                            "1048588",
                            "The largest record batch accepted, in bytes as sent, for topics without their own `max.message.bytes`.")
                    .atLeast(0)
                    .inEffect()
                    .changeable(),
            key(
                            "log.segment.bytes",
                            INT,
                            "1073741824",
                            "The size in bytes at which a segment file is closed and a new one begun.")
                    .atLeast(1 << 20)
                    .inEffect()
                    .changeable(),
            key(
                            "log.roll.ms",
                            LONG,
                            null,
                            "Milliseconds after which a segment is closed even if it is not full; unset, `log.roll.hours` counts.")
                    .atLeast(1)
                    .inEffect()
                    .changeable(),
            key("log.roll.hours", INT, "168", "Hours after which a segment is closed even if it is not full.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "log.roll.jitter.ms",
                            LONG,
                            null,
                            "The most taken off the roll time at random, in milliseconds; unset, `log.roll.jitter.hours` counts.")
                    .atLeast(0)
                    .changeable()
                    .inEffect(),
            key("log.roll.jitter.hours", INT, "0", "The most taken off the roll time at random, in hours.")
                    .atLeast(0)
                    .inEffect(),
            key("log.retention.ms", LONG, null, """
                    Milliseconds a record is kept before its segment may be deleted, -1 is forever; unset, \
                    `log.retention.minutes` counts.""").atLeast(-1).inEffect().changeable(),
            key(
                            "log.retention.minutes",
                            INT,
                            null,
                            "Minutes a record is kept, -1 is forever; unset, `log.retention.hours` counts.")
                    .atLeast(-1)
                    .inEffect(),
            key("log.retention.hours", INT, "168", "Hours a record is kept, -1 is forever.")
                    .atLeast(-1)
                    .inEffect(),
            key(
                            "log.retention.bytes",
                            LONG,
                            "-1",
                            "Bytes a partition may take before its oldest segments are deleted; -1 is no limit.")
                    .inEffect()
                    .changeable(),
            key(
                            "log.retention.check.interval.ms",
                            LONG,
                            "300000",
                            "Milliseconds between two looks for segments to delete.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "log.cleanup.policy",
                            LIST,
                            "delete",
                            "How old records go by default: `delete`, `compact`, both, or none.")
                    .oneOf("compact", "delete")
                    .inEffect()
                    .changeable(),
            key(
                            "log.index.interval.bytes",
                            INT,
                            "4096",
                            "About how many bytes of log lie between two entries of the offset index.")
                    .atLeast(0)
                    .inEffect()
                    .changeable(),
            key("log.index.size.max.bytes", INT, "10485760", "The largest size of a segment's index, in bytes.")
                    .atLeast(4)
                    .inEffect()
                    .changeable(),
            key(
                            "log.message.timestamp.type",
                            STRING,
                            "CreateTime",
                            "Whether a record's timestamp is its producer's (CreateTime) or the broker's (LogAppendTime).")
                    .oneOf("CreateTime", "LogAppendTime")
                    .inEffect()
                    .changeable(),
            key(
                            "log.message.timestamp.before.max.ms",
                            LONG,
                            FOREVER,
                            "How far a record's timestamp may lie behind the broker's clock, in milliseconds.")
                    .atLeast(0)
                    .inEffect()
                    .changeable(),
            key(
                            "log.message.timestamp.after.max.ms",
                            LONG,
                            "3600000",
                            "How far a record's timestamp may lie ahead of the broker's clock, in milliseconds.")
                    .atLeast(0)
                    .inEffect()
                    .changeable(),
            key(
                            "log.preallocate",
                            BOOLEAN,
                            "false",
                            "Whether a new segment's file is given its full size on disk at once.")
                    .changeable(),
            key(
                            "log.segment.delete.delay.ms",
                            LONG,
                            "60000",
                            "Milliseconds between taking a segment out of a log and deleting its files.")
                    .atLeast(0)
                    .changeable(),
            key("log.flush.interval.messages", LONG, FOREVER, "Force a partition's records to disk after this many.")
                    .atLeast(1)
                    .changeable()
                    .inEffect(),
            key(
                            "log.flush.interval.ms",
                            LONG,
                            null,
                            "Force records to disk after at most this many milliseconds; unset, `log.flush.scheduler.interval.ms` counts.")
                    .atLeast(0)
                    .changeable()
                    .inEffect(),
            key(
                            "log.flush.scheduler.interval.ms",
                            LONG,
                            FOREVER,
                            "Milliseconds between two looks for logs that are due to be flushed.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "log.flush.offset.checkpoint.interval.ms",
                            INT,
                            "60000",
                            "Milliseconds between two writes of the recovery points: bounds what is scanned after a crash.")
                    .atLeast(1)
                    .inEffect(),
            key(
                            "log.flush.start.offset.checkpoint.interval.ms",
                            INT,
                            "60000",
                            "Milliseconds between two writes of the log start offsets.")
                    .atLeast(1),
            key("num.recovery.threads.per.data.dir", INT, "2", "Threads that open and recover logs at start.")
                    .atLeast(1)
                    .changeable(),
            key(
                            "compression.type",
                            STRING,
                            "producer",
                            "The codec batches are stored with; `producer` stores each as it came.")
                    .oneOf(TopicConfigKeys.CODECS)
                    .changeable()
                    .inEffect(),
            key("compression.gzip.level", INT, "-1", "Default level of gzip; -1 is the codec's own.")
                    .allowing(new AllowedValues.RangeOr(new AllowedValues.Range(1, 9), -1))
                    .changeable()
                    .inEffect(),
            key("compression.lz4.level", INT, "9", "Default level of lz4.")
                    .between(1, 17)
                    .changeable()
                    .inEffect(),
            key("compression.zstd.level", INT, "3", "Default level of zstd.")
                    .between(-131072, 22)
                    .changeable()
                    .inEffect(),
            key("log.cleaner.enable", BOOLEAN, "true", "Whether compacted topics are compacted."),
            key("log.cleaner.threads", INT, "1", "Threads that compact.")
                    .atLeast(0)
                    .changeable(),
            key(
                            "log.cleaner.io.max.bytes.per.second",
                            DOUBLE,
                            "1.7976931348623157E308",
                            "The most compaction reads and writes together, in bytes a second.")
                    .atLeast(0)
                    .changeable(),
            key(
                            "log.cleaner.dedupe.buffer.size",
                            LONG,
                            "134217728",
                            "Bytes of memory all compacting threads share for the keys they have seen.")
                    .atLeast(1)
                    .changeable(),
            key(
                            "log.cleaner.io.buffer.size",
                            INT,
                            "524288",
                            "Bytes of memory all compacting threads share for reading and writing.")
                    .atLeast(0)
                    .changeable(),
            key(
                            "log.cleaner.io.buffer.load.factor",
                            DOUBLE,
                            "0.9",
                            "How full the buffer for keys may become, 0 to 1; fuller takes more keys and more collisions.")
                    .between(0, 1)
                    .changeable(),
            key(
                            "log.cleaner.backoff.ms",
                            LONG,
                            "15000",
                            "Milliseconds a compacting thread rests when there is nothing to do.")
                    .atLeast(0)
                    .changeable(),
            key(
                            "log.cleaner.min.cleanable.ratio",
                            DOUBLE,
                            "0.5",
                            "The uncompacted share of a log, 0 to 1, at which it is compacted again.")
                    .between(0, 1)
                    .changeable(),
            key(
                            "log.cleaner.delete.retention.ms",
                            LONG,
                            "86400000",
                            "Milliseconds compaction leaves a delete marker readable.")
                    .atLeast(0)
                    .changeable(),
            key("log.cleaner.min.compaction.lag.ms", LONG, "0", "Milliseconds a record is safe from compaction.")
                    .atLeast(0)
                    .changeable(),
            key(
                            "log.cleaner.max.compaction.lag.ms",
                            LONG,
                            FOREVER,
                            "Milliseconds after which a record must be eligible for compaction.")
                    .atLeast(1)
                    .changeable(),
            key(
                            "log.local.retention.bytes",
                            LONG,
                            "-2",
                            "With tiered storage, bytes of a partition kept on local disk; -2 follows the retention.")
                    .atLeast(-2)
                    .changeable(),
            key(
                            "log.local.retention.ms",
                            LONG,
                            "-2",
                            "With tiered storage, milliseconds kept on local disk; -2 follows the retention.")
                    .atLeast(-2)
                    .changeable());

    private BrokerLogKeys() {}
}
