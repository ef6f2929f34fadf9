package akkord.persistence.log;

import static akkord.persistence.log.TestLogs.fill;
import static akkord.persistence.log.TestLogs.readAll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an append that fails half-way leaves behind besides the batches, which it takes back. */
class FailedAppendTest {

    private static final int PAYLOAD = 500;

    @TempDir
    Path data;

    private Runnable whenTheTimeIsAsked = () -> {};
    private LogEnvironment environment;
    private PartitionLog log;

    /** Each batch fills a segment. */
    @BeforeEach
    void openALog() throws IOException {
        environment = LogEnvironment.open(
                data, new LogBounds(8, 100), TestLogs.TIMES, new AskedClock(), PageCache.MAY_BE_LOST);
        log = open(environment);
    }

    private static PartitionLog open(LogEnvironment environment) throws IOException {
        return TestLogs.open(environment, "segment.bytes", "700");
    }

    private static ByteBuffer batch(long offset, int epoch) {
        return Batches.batch(offset, 3, PAYLOAD, 1000 + offset, epoch);
    }

    /** A folder of that name keeps the log from beginning a segment there. */
    private Path takeTheNameOfTheSegmentAt(long offset) throws IOException {
        return Files.createDirectory(LogFiles.file(log.folder(), offset, LogFiles.LOG_SUFFIX));
    }

    @Test
    void aCheckpointInTheMiddleOfAnAppendThatIsTakenBackIsTakenBackToo() throws IOException {
        fill(log, 1, PAYLOAD, 0);
        Path taken = takeTheNameOfTheSegmentAt(9);
        whenTheTimeIsAsked = this::checkpoint;
        assertThatThrownBy(() -> log.append(new ByteBuffer[] {batch(3, 0), batch(6, 0), batch(9, 0)}, 0))
                .isInstanceOf(IOException.class);
        whenTheTimeIsAsked = () -> {};
        Files.delete(taken);
        try (LogEnvironment afterAKill = TestLogs.environment(data)) {
            PartitionLog found = open(afterAKill);
            assertThat(found.logEndOffset()).isEqualTo(3);
            assertThat(readAll(found, 0)).containsExactly(0L);
        }
    }

    @Test
    void anEpochWhoseFirstAppendFailedIsNotTheLogs() throws IOException {
        fill(log, 1, PAYLOAD, 5);
        Path taken = takeTheNameOfTheSegmentAt(3);
        assertThatThrownBy(() -> log.append(new ByteBuffer[] {batch(3, 6)}, 6)).isInstanceOf(IOException.class);
        assertThat(log.latestEpoch()).isEqualTo(5);
        Files.delete(taken);

        fill(log, 1, PAYLOAD, 5);
        assertThat(log.endOffsetForEpoch(5)).isEqualTo(new EpochEnd(5, 6));
        try (LogEnvironment afterAKill = TestLogs.environment(data)) {
            assertThat(open(afterAKill).endOffsetForEpoch(5)).isEqualTo(new EpochEnd(5, 6));
        }
    }

    private void checkpoint() {
        try {
            environment.checkpoint();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final class AskedClock extends Clock {

        @Override
        public Instant instant() {
            whenTheTimeIsAsked.run();
            return Instant.ofEpochMilli(1_000_000);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
