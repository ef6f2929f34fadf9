package akkord.protocol.config;

import static akkord.protocol.config.ConfigKey.key;
import static akkord.protocol.config.ConfigType.BOOLEAN;
import static akkord.protocol.config.ConfigType.DOUBLE;
import static akkord.protocol.config.ConfigType.INT;
import static akkord.protocol.config.ConfigType.LIST;
import static akkord.protocol.config.ConfigType.LONG;
import static akkord.protocol.config.ConfigType.STRING;

import java.util.List;

/** The table of topic settings: names, types, defaults and ranges as in Apache Kafka 4.x. */
final class TopicConfigKeys {

    static final String[] CODECS = {"uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"};

    private static final String FOREVER = Long.toString(Long.MAX_VALUE);

    static final List<ConfigKey> ALL = List.of(
            key("cleanup.policy", LIST, "delete", """
                    How old records go: `delete` drops whole segments past the retention limits, `compact` keeps the \
                    newest record of each key, both do both, and an empty list keeps everything. With `compact`, \
                    records without a key are refused; compaction itself does not run yet.""")
                    .oneOf("compact", "delete")
                    .from("log.cleanup.policy")
                    .inEffect(),
            key(
                            "compression.gzip.level",
                            INT,
                            "-1",
                            "Level used when `compression.type` is gzip; -1 is the codec's own default.")
                    .allowing(new AllowedValues.RangeOr(new AllowedValues.Range(1, 9), -1))
                    .from("compression.gzip.level")
                    .inEffect(),
            key("compression.lz4.level", INT, "9", "Level used when `compression.type` is lz4.")
                    .between(1, 17)
                    .from("compression.lz4.level")
                    .inEffect(),
            key("compression.type", STRING, "producer", """
                    The codec batches are stored with. `producer` stores each batch as it came; any other has the \
                    broker recompress batches that came otherwise.""")
                    .oneOf(CODECS)
                    .from("compression.type")
                    .inEffect(),
            key("compression.zstd.level", INT, "3", "Level used when `compression.type` is zstd.")
                    .between(-131072, 22)
                    .from("compression.zstd.level")
                    .inEffect(),
            key("delete.retention.ms", LONG, "86400000", """
                    How long compaction leaves a delete marker readable, in milliseconds: a consumer that reads from \
                    the start must finish in this time to see every deletion.""").atLeast(0).from("log.cleaner.delete.retention.ms"),
            key(
                            "errors.deadletterqueue.group.enable",
                            BOOLEAN,
                            "false",
                            "Whether share groups may put records here that could not be delivered.")
                    .inEffect(),
            key(
                            "file.delete.delay.ms",
                            LONG,
                            "60000",
                            "Milliseconds between taking a segment out of the log and deleting its files.")
                    .atLeast(0)
                    .from("log.segment.delete.delay.ms"),
            key("flush.messages", LONG, FOREVER, """
                    Force written records to disk after this many. Normally left alone: replication, or \
                    `akkord.durability = disk`, is what keeps acknowledged records.""")
                    .atLeast(1)
                    .from("log.flush.interval.messages")
                    .inEffect(),
            key("flush.ms", LONG, FOREVER, "Force written records to disk after at most this many milliseconds.")
                    .atLeast(0)
                    .from("log.flush.interval.ms")
                    .inEffect(),
            key("follower.replication.throttled.replicas", LIST, "", """
                    Follower replicas to which the follower's replication quota applies, as `partition:node` pairs, or \
                    `*` for all.""")
                    .allowing(new AllowedValues.ThrottledReplicas()),
            key("index.interval.bytes", INT, "4096", """
                    About how many bytes of log lie between two entries of the offset index. Smaller: quicker seeks, \
                    larger indexes.""")
                    .atLeast(0)
                    .from("log.index.interval.bytes")
                    .inEffect(),
            key("leader.replication.throttled.replicas", LIST, "", """
                    Leader replicas to which the leader's replication quota applies, as `partition:node` pairs, or `*` \
                    for all.""").allowing(new AllowedValues.ThrottledReplicas()),
            key(
                            "local.retention.bytes",
                            LONG,
                            "-2",
                            "With tiered storage, bytes of a partition kept on local disk; -2 follows `retention.bytes`.")
                    .atLeast(-2)
                    .from("log.local.retention.bytes"),
            key(
                            "local.retention.ms",
                            LONG,
                            "-2",
                            "With tiered storage, milliseconds records stay on local disk; -2 follows `retention.ms`.")
                    .atLeast(-2)
                    .from("log.local.retention.ms"),
            key(
                            "max.compaction.lag.ms",
                            LONG,
                            FOREVER,
                            "Milliseconds after which a record must have become eligible for compaction.")
                    .atLeast(1)
                    .from("log.cleaner.max.compaction.lag.ms"),
            key(
                            "max.decompressed.message.bytes",
                            INT,
                            "2147483647",
                            "The largest single record accepted, in bytes after decompression, where the broker decompresses.")
                    .atLeast(0)
                    .inEffect(),
            key("max.message.bytes", INT, "1048588", """
                    The largest record batch accepted, in bytes as sent (after compression).""")
                    .atLeast(0)
                    .from("message.max.bytes")
                    .inEffect(),
            key("message.timestamp.after.max.ms", LONG, "3600000", """
                    How far, in milliseconds, a record's timestamp may lie ahead of the broker's clock. Not applied to \
                    LogAppendTime.""")
                    .atLeast(0)
                    .from("log.message.timestamp.after.max.ms")
                    .inEffect(),
            key("message.timestamp.before.max.ms", LONG, FOREVER, """
                    How far, in milliseconds, a record's timestamp may lie behind the broker's clock. Not applied to \
                    LogAppendTime.""")
                    .atLeast(0)
                    .from("log.message.timestamp.before.max.ms")
                    .inEffect(),
            key("message.timestamp.type", STRING, "CreateTime", """
                    Whether a record's timestamp is the one its producer gave it (CreateTime) or the time the broker \
                    wrote it (LogAppendTime).""")
                    .oneOf("CreateTime", "LogAppendTime")
                    .from("log.message.timestamp.type")
                    .inEffect(),
            key("min.cleanable.dirty.ratio", DOUBLE, "0.5", """
                    The share of a compacted log that must be uncompacted before it is compacted again. Smaller: less \
                    waste, more work.""").between(0, 1).from("log.cleaner.min.cleanable.ratio"),
            key("min.compaction.lag.ms", LONG, "0", "Milliseconds a record is safe from compaction.")
                    .atLeast(0)
                    .from("log.cleaner.min.compaction.lag.ms"),
            key("min.insync.replicas", INT, "1", """
                    How many replicas must be in sync for a produce request with acks=all to be accepted.""")
                    .atLeast(1)
                    .from("min.insync.replicas")
                    .inEffect(),
            key("preallocate", BOOLEAN, "false", "Whether a new segment's file is given its full size on disk at once.")
                    .from("log.preallocate"),
            key(
                            "remote.copy.lag.bytes",
                            LONG,
                            "0",
                            "With tiered storage, bytes that must follow a segment before it is copied; -1 follows `local.retention.bytes`.")
                    .atLeast(-1),
            key(
                            "remote.copy.lag.ms",
                            LONG,
                            "0",
                            "With tiered storage, milliseconds a segment rests before it is copied; -1 follows `local.retention.ms`.")
                    .atLeast(-1),
            key(
                    "remote.log.copy.disable",
                    BOOLEAN,
                    "false",
                    "With tiered storage, stop copying segments to the remote tier."),
            key(
                    "remote.log.delete.on.disable",
                    BOOLEAN,
                    "false",
                    "Delete a topic's remote segments when its tiered storage is switched off."),
            key(
                    "remote.storage.enable",
                    BOOLEAN,
                    "false",
                    "Whether the topic uses tiered storage, which Akkord does not have yet."),
            key("retention.bytes", LONG, "-1", """
                    Bytes a partition may take before its oldest segments are deleted; -1 is no limit. Per partition, \
                    not per topic.""").from("log.retention.bytes").inEffect(),
            key("retention.ms", LONG, "604800000", """
                    Milliseconds a record is kept before its segment may be deleted; -1 is forever.""")
                    .atLeast(-1)
                    .from("log.retention.ms")
                    .inEffect(),
            key("segment.bytes", INT, "1073741824", """
                    The size at which a segment file is closed and a new one begun, in bytes. Retention and compaction \
                    work on closed segments.""")
                    .atLeast(1 << 20)
                    .from("log.segment.bytes")
                    .inEffect(),
            key(
                            "segment.index.bytes",
                            INT,
                            "10485760",
                            "The largest size of a segment's index, in bytes; a full index closes the segment.")
                    .atLeast(4)
                    .from("log.index.size.max.bytes")
                    .inEffect(),
            key("segment.jitter.ms", LONG, "0", """
                    The most that is taken off `segment.ms` at random, in milliseconds, so that not all segments roll \
                    at once.""")
                    .atLeast(0)
                    .from("log.roll.jitter.ms")
                    .inEffect(),
            key("segment.ms", LONG, "604800000", "Milliseconds after which a segment is closed even if it is not full.")
                    .atLeast(1)
                    .from("log.roll.ms")
                    .inEffect(),
            key("unclean.leader.election.enable", BOOLEAN, "false", """
                    Whether a replica that was not in sync may lead when no other is left: availability at the price of \
                    acknowledged records.""")
                    .from("unclean.leader.election.enable")
                    .inEffect());

    private TopicConfigKeys() {}
}
