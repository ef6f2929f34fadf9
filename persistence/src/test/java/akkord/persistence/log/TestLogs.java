package akkord.persistence.log;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.TopicConfigSchema;
import akkord.protocol.config.TopicSettings;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.LogReader.TimestampedOffset;
import akkord.protocol.partition.LogSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node's logs on a real folder, and the shorthand the tests of this package share. */
final class TestLogs {

    static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    static final TopicId TOPIC = new TopicId(1, 2);
    static final BatchTimes TIMES = (batch, timestamp, from) ->
            Optional.of(new TimestampedOffset(Math.max(from, batch.getLong(0)), batch.getLong(35), -1));

    private TestLogs() {}

    static LogEnvironment environment(Path data) throws IOException {
        return environment(data, Force.DISK);
    }

    static LogEnvironment environment(Path data, Force force) throws IOException {
        return LogEnvironment.open(data, new LogBounds(8, 100), TIMES, Clock.systemUTC(), force);
    }

    static TopicSettings settings(String... pairs) {
        Map<String, String> overrides = new HashMap<>(Map.of("index.interval.bytes", "256"));
        for (int i = 0; i < pairs.length; i += 2) overrides.put(pairs[i], pairs[i + 1]);
        String segmentBytes = overrides.remove("segment.bytes");
        TopicSettings settings = TopicConfigSchema.resolve(overrides, BrokerSettings.of(Map.of()));
        return segmentBytes == null ? settings : withSegmentBytes(settings, Integer.parseInt(segmentBytes));
    }

    /** Smaller than a topic may have, so that a test has many segments. */
    private static TopicSettings withSegmentBytes(TopicSettings s, int segmentBytes) {
        return new TopicSettings(
                segmentBytes,
                s.segmentMillis(),
                s.segmentJitterMillis(),
                s.segmentIndexBytes(),
                s.indexIntervalBytes(),
                s.retentionMillis(),
                s.retentionBytes(),
                s.maxMessageBytes(),
                s.timestampType(),
                s.timestampBeforeMaxMillis(),
                s.timestampAfterMaxMillis(),
                s.compressionType(),
                s.compressionLevel(),
                s.maxDecompressedRecordBytes(),
                s.minInsyncReplicas(),
                s.cleanupPolicy(),
                s.uncleanLeaderElection(),
                s.flushMessages(),
                s.flushMillis(),
                s.fileDeleteDelayMillis(),
                s.preallocate(),
                s.compaction());
    }

    static PartitionLog open(LogEnvironment environment, String... pairs) throws IOException {
        return environment.openLog(PARTITION, TOPIC, settings(pairs));
    }

    /** Appends {@code count} batches of three records each. */
    static void fill(PartitionLog log, int count) throws IOException {
        fill(log, count, 100, 0);
    }

    static void fill(PartitionLog log, int count, int payloadBytes, int epoch) throws IOException {
        for (int i = 0; i < count; i++) {
            long base = log.logEndOffset();
            log.append(new ByteBuffer[] {Batches.batch(base, 3, payloadBytes, 1000 + base, epoch)}, epoch);
        }
    }

    /** Every base offset from {@code from} to the end, checking that the batches read are whole and in order. */
    static List<Long> readAll(PartitionLog log, long from) throws IOException {
        List<Long> bases = new ArrayList<>();
        long next = from;
        while (next < log.logEndOffset()) {
            try (LogSlice slice = log.reader().read(next, Long.MAX_VALUE, 1000, true)) {
                ByteBuffer bytes = ByteBuffer.allocate(slice.length());
                slice.copyTo(bytes);
                bytes.flip();
                for (int at = 0; at < bytes.limit(); ) {
                    var fault = akkord.protocol.batch.BatchCheck.fault(bytes, at, bytes.limit());
                    if (fault != null) throw new IOException("read a batch that is wrong: " + fault);
                    long base = akkord.protocol.batch.RecordBatch.baseOffset(bytes, at);
                    bases.add(base);
                    next = akkord.protocol.batch.RecordBatch.lastOffset(bytes, at) + 1;
                    at += akkord.protocol.batch.RecordBatch.sizeInBytes(bytes, at);
                }
            }
        }
        return bases;
    }
}
