package akkord.persistence.log;

import static akkord.persistence.log.TestLogs.environment;
import static akkord.persistence.log.TestLogs.fill;
import static akkord.persistence.log.TestLogs.open;
import static akkord.persistence.log.TestLogs.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.batch.RecordBatch;
import akkord.protocol.domain.TopicId;
import akkord.protocol.partition.LogReader;
import akkord.protocol.partition.LogSlice;
import akkord.protocol.partition.OffsetOutOfRangeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartitionLogTest {

    @TempDir
    Path data;

    private static List<Long> bases(long from, long count) {
        return LongStream.range(0, count).map(i -> from + i * 3).boxed().toList();
    }

    @Test
    void whatWasAppendedIsReadBackInOrder() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment);
            fill(log, 200);
            assertThat(log.logEndOffset()).isEqualTo(600);
            assertThat(readAll(log, 0)).isEqualTo(bases(0, 200));
        }
    }

    @Test
    void aFetchInsideABatchGetsThatBatch() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment);
            fill(log, 50);
            try (LogSlice slice = log.reader().read(31, Long.MAX_VALUE, 1, true)) {
                assertThat(slice.firstBatchOffset()).isEqualTo(30);
                assertThat(slice.length()).isEqualTo(161);
            }
        }
    }

    @Test
    void nothingAtOrAboveTheBoundIsRead() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment);
            fill(log, 50);
            try (LogSlice slice = log.reader().read(0, 30, 1 << 20, true)) {
                assertThat(slice.length()).isEqualTo(10 * 161);
            }
            try (LogSlice slice = log.reader().read(30, 30, 1 << 20, true)) {
                assertThat(slice.length()).isZero();
            }
        }
    }

    @Test
    void anOffsetOutsideIsRefusedWithTheValidRange() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment);
            fill(log, 4);
            assertThatThrownBy(() -> log.reader().read(13, Long.MAX_VALUE, 1, true))
                    .isInstanceOf(OffsetOutOfRangeException.class)
                    .hasMessageContaining("0 up to 12");
        }
    }

    @Test
    void aFullSegmentIsFollowedByAnother() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment, "segment.bytes", "2000");
            fill(log, 100);
            assertThat(segments()).hasSizeGreaterThan(5);
            assertThat(readAll(log, 0)).isEqualTo(bases(0, 100));
            assertThat(log.reader().sizeBytes()).isEqualTo(100 * 161);
        }
    }

    @Test
    void aCleanRestartFindsEverythingAndScansNothing() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            fill(open(environment, "segment.bytes", "2000"), 100);
        }
        // A fault that a scan would find, in what is known to be durable: a restart does not look there.
        List<Path> segments = segments();
        Path last = segments.get(segments.size() - 1);
        byte[] bytes = Files.readAllBytes(last);
        bytes[100] ^= 1;
        Files.write(last, bytes);
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment, "segment.bytes", "2000");
            assertThat(log.logEndOffset()).isEqualTo(300);
            fill(log, 1);
            assertThat(log.logEndOffset()).isEqualTo(303);
        }
    }

    @Test
    void afterACrashEverythingThatWasWrittenIsThere() throws IOException {
        LogEnvironment crashed = environment(data);
        fill(open(crashed, "segment.bytes", "2000"), 60);
        crashed.checkpoint();
        fill(open(crashed, "segment.bytes", "2000"), 0);
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment, "segment.bytes", "2000");
            assertThat(log.logEndOffset()).isEqualTo(180);
            assertThat(readAll(log, 0)).isEqualTo(bases(0, 60));
        }
    }

    @Test
    void theRecordsOfAFormerTopicOfTheSameNameAreSetAsideAndKept() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            fill(open(environment), 5);
        }
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = environment.openLog(TestLogs.PARTITION, new TopicId(7, 7), TestLogs.settings());
            assertThat(log.logEndOffset()).isZero();
            fill(log, 1);
        }
        assertThat(data.resolve("log/orders-0." + TestLogs.TOPIC + "-stray/00000000000000000000.log"))
                .hasSize(5 * 161);
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = environment.openLog(TestLogs.PARTITION, new TopicId(7, 7), TestLogs.settings());
            assertThat(log.logEndOffset()).isEqualTo(3);
        }
    }

    @Test
    void deletedRecordsStayDeletedAcrossARestart() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment, "segment.bytes", "2000");
            fill(log, 100);
            int before = segments().size();
            assertThat(log.advanceLogStart(151)).isEqualTo(151);
            assertThat(segments().size()).isLessThan(before);
        }
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment, "segment.bytes", "2000");
            assertThat(log.logStartOffset()).isEqualTo(151);
            assertThat(readAll(log, 151)).startsWith(150L).endsWith(297L);
        }
    }

    @Test
    void deletedRecordsStayDeletedAcrossACrashBeforeTheFirstCheckpoint() throws IOException {
        PartitionLog crashed = open(environment(data), "segment.bytes", "2000");
        fill(crashed, 100);
        crashed.advanceLogStart(151);
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment, "segment.bytes", "2000");
            assertThat(log.logStartOffset()).isEqualTo(151);
            assertThat(log.logEndOffset()).isEqualTo(300);
        }
    }

    @Test
    void retentionBySizeKeepsTheNewestSegments() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log =
                    open(environment, "segment.bytes", "2000", "retention.bytes", "5000", "retention.ms", "-1");
            fill(log, 100);
            assertThat(log.clean(System.currentTimeMillis(), 300)).isPositive();
            assertThat(log.reader().sizeBytes()).isBetween(5000L, 7000L);
            assertThat(readAll(log, log.logStartOffset())).endsWith(297L);
        }
    }

    @Test
    void retentionByTimeNeverTakesWhatIsAboveTheHighWatermark() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment, "segment.bytes", "2000", "retention.ms", "1000");
            fill(log, 100);
            log.clean(System.currentTimeMillis(), 100);
            assertThat(log.logStartOffset()).isBetween(60L, 100L);
        }
    }

    @Test
    void recordsWithoutATimeAreAsOldAsTheirFile() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment, "segment.bytes", "2000", "retention.ms", "3600000");
            for (long base = 0; base < 90; base += 3)
                log.append(new ByteBuffer[] {Batches.batch(base, 3, 100, RecordBatch.NO_TIMESTAMP, 0)}, 0);
            long now = System.currentTimeMillis();
            assertThat(log.clean(now, 90)).isZero();
            assertThat(log.clean(now + 7_200_000, 90)).isPositive();
        }
    }

    @Test
    void truncationCutsAtTheBatchThatHoldsTheOffset() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment, "segment.bytes", "2000");
            fill(log, 100);
            environment.checkpoint();
            assertThat(log.truncateTo(100)).isEqualTo(99);
            assertThat(readAll(log, 0)).isEqualTo(bases(0, 33));
            fill(log, 10);
            assertThat(readAll(log, 0)).isEqualTo(bases(0, 43));
        }
        try (LogEnvironment environment = environment(data)) {
            assertThat(open(environment, "segment.bytes", "2000").logEndOffset())
                    .isEqualTo(129);
        }
    }

    @Test
    void aTruncationFollowedByACrashIsNotTakenForDamage() throws IOException {
        LogEnvironment crashed = environment(data);
        PartitionLog before = open(crashed, "segment.bytes", "2000");
        fill(before, 100);
        crashed.checkpoint();
        before.truncateTo(100);
        try (LogEnvironment environment = environment(data)) {
            assertThat(open(environment, "segment.bytes", "2000").logEndOffset())
                    .isEqualTo(99);
        }
    }

    @Test
    void anEmptiedLogBeginsWhereItWasTold() throws IOException {
        LogEnvironment crashed = environment(data);
        PartitionLog before = open(crashed, "segment.bytes", "2000");
        fill(before, 100);
        before.truncateFullyAndStartAt(5000);
        fill(before, 2);
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment, "segment.bytes", "2000");
            assertThat(log.logStartOffset()).isEqualTo(5000);
            assertThat(log.logEndOffset()).isEqualTo(5006);
        }
    }

    @Test
    void aFollowersQuestionIsAnsweredWithTheEndOfTheLargestSharedEpoch() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment);
            fill(log, 10, 50, 1);
            fill(log, 10, 50, 4);
            assertThat(log.endOffsetForEpoch(1)).isEqualTo(new EpochEnd(1, 30));
            assertThat(log.endOffsetForEpoch(3)).isEqualTo(new EpochEnd(1, 30));
            assertThat(log.endOffsetForEpoch(4)).isEqualTo(new EpochEnd(4, 60));
            assertThat(log.endOffsetForEpoch(5)).isEqualTo(EpochEnd.UNKNOWN);
            assertThat(log.reader().endOffsetForEpoch(0)).isEqualTo(LogReader.EpochEnd.UNKNOWN);
            assertThat(log.reader().endOffsetForEpoch(3)).isEqualTo(new LogReader.EpochEnd(1, 30));
            assertThat(log.reader().endOffsetForEpoch(4)).isEqualTo(new LogReader.EpochEnd(4, 60));
            assertThat(log.reader().endOffsetForEpoch(5)).isEqualTo(new LogReader.EpochEnd(4, 60));
        }
    }

    @Test
    void recordsAreFoundByTime() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment, "segment.bytes", "2000");
            fill(log, 100);
            assertThat(log.reader().firstAtOrAfter(1150, Long.MAX_VALUE))
                    .hasValueSatisfying(found -> assertThat(found.offset()).isEqualTo(150));
            assertThat(log.reader().firstAtOrAfter(5000, Long.MAX_VALUE)).isEmpty();
            assertThat(log.reader().maxTimestamp(Long.MAX_VALUE))
                    .hasValueSatisfying(found -> assertThat(found.offset()).isEqualTo(297));
        }
    }

    @Test
    void everyoneWhoWaitsForTheDiskIsAnswered() throws Exception {
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment);
            fill(log, 10);
            assertThat(log.flush(30).toCompletableFuture().get()).isEqualTo(30);
            assertThat(log.flushedOffset()).isEqualTo(30);
        }
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("log/orders-0"))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .toList();
        }
    }
}
