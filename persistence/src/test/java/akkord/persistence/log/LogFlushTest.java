package akkord.persistence.log;

import static akkord.persistence.log.TestLogs.environment;
import static akkord.persistence.log.TestLogs.fill;
import static akkord.persistence.log.TestLogs.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.domain.TopicPartition;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is forced before a flush is said to be over, and what a failed one means. */
class LogFlushTest {

    private static final String NOTE = LogFiles.noteName(TestLogs.PARTITION, TestLogs.TOPIC);
    private static final String SEGMENT_0 = "00000000000000000000.log";
    private static final String SEGMENT_12 = "00000000000000000012.log";

    @TempDir
    Path data;

    private final TestForce force = new TestForce();

    private static long await(CompletionStage<Long> flush) {
        return flush.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void whoeverWaitsForTheSameLogSharesOneFlushHoweverManyTheyAre() throws IOException {
        try (LogEnvironment environment = environment(data, force)) {
            PartitionLog log = open(environment);
            PartitionLog other =
                    environment.openLog(new TopicPartition("orders", 1), TestLogs.TOPIC, TestLogs.settings());
            fill(log, 1);
            fill(other, 1);
            force.gate = new CompletableFuture<>();
            List<CompletionStage<Long>> all = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) all.add((i % 2 == 0 ? log : other).flush(3));
            assertThat(environment.flusher().queued()).isLessThanOrEqualTo(2);
            force.gate.complete(null);
            for (CompletionStage<Long> one : all) assertThat(await(one)).isEqualTo(3);
            assertThat(force.forced.stream().filter(SEGMENT_0::equals).count()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void whoComesWhileAFlushRunsWaitsForTheNext() throws IOException {
        try (LogEnvironment environment = environment(data, force)) {
            PartitionLog log = open(environment);
            fill(log, 1);
            force.gate = new CompletableFuture<>();
            CompletionStage<Long> first = log.flush(3);
            fill(log, 1);
            CompletionStage<Long> second = log.flush(6);
            force.gate.complete(null);
            assertThat(await(first)).isGreaterThanOrEqualTo(3);
            assertThat(await(second)).isEqualTo(6);
        }
    }

    @Test
    void aNewLogsNamesAreDurableBeforeItsFirstFlushIsOver() throws IOException {
        try (LogEnvironment environment = environment(data, force)) {
            assertThat(force.forced).startsWith(data.getFileName().toString(), "log");
            force.forced.clear();
            PartitionLog log = open(environment);
            assertThat(force.forced).startsWith("log", "partition.metadata.tmp", "orders-0");
            fill(log, 1);
            force.forced.clear();
            assertThat(await(log.flush(3))).isEqualTo(3);
            assertThat(force.forced).containsExactly(SEGMENT_0, "orders-0");

            fill(log, 1);
            force.forced.clear();
            await(log.flush(6));
            assertThat(force.forced).as("names known to be durable").containsExactly(SEGMENT_0);
        }
    }

    @Test
    void aNewSegmentsNameIsDurableBeforeAFlushThatNeedsItIsOver() throws IOException {
        try (LogEnvironment environment = environment(data, force)) {
            PartitionLog log = open(environment, "segment.bytes", "700");
            fill(log, 4);
            await(log.flush(12));
            force.forced.clear();
            force.gate = new CompletableFuture<>();
            fill(log, 1);
            CompletionStage<Long> done = log.flush(15);
            assertThat(force.forced).isEmpty();
            force.gate.complete(null);
            assertThat(await(done)).isEqualTo(15);
            assertThat(force.forced).containsSubsequence(SEGMENT_12, "orders-0").doesNotContain(SEGMENT_0);
        }
    }

    @Test
    void aCheckpointNamesNoSegmentWhoseNameIsNotDurable() throws IOException {
        try (LogEnvironment environment = environment(data, force)) {
            PartitionLog log = open(environment, "segment.ms", "1");
            fill(log, 4);
            await(log.flush(12));
            log.clean(Long.MAX_VALUE / 2, 0);
            force.forced.clear();
            environment.checkpoint();
            assertThat(force.forced).containsSubsequence("orders-0", "recovery-points.tmp");
            assertThat(environment.recoveryPoints().of(NOTE).segmentBase()).isEqualTo(12);
        }
    }

    @Test
    void aClosedLogIsDurableBeforeItsRecoveryPointIsWritten() throws IOException {
        try (LogEnvironment environment = environment(data, force)) {
            PartitionLog log = open(environment);
            fill(log, 4);
            force.forced.clear();
            log.close();
            assertThat(force.forced).contains(SEGMENT_0);
            assertThat(environment.recoveryPoints().of(NOTE).offset()).isEqualTo(12);
            environment.checkpoint();
            assertThat(force.forced).containsSubsequence(SEGMENT_0, "recovery-points.tmp");
        }
    }

    @Test
    void theRecoveryPointDoesNotMoveWhenTheForceOfAClosingLogFails() throws IOException {
        LogEnvironment environment = environment(data, force);
        PartitionLog log = open(environment);
        fill(log, 1);
        force.onSegment = new IOException("Input/output error");
        assertThatThrownBy(log::close).hasMessageContaining("Input/output error");
        assertThat(environment.recoveryPoints().of(NOTE).offset()).isZero();
        assertThatThrownBy(environment::close).hasMessageContaining("a flush has failed");
    }

    @Test
    void aFailedFlushIsNeverTriedAgainAndEndsAllWrites() throws IOException {
        LogEnvironment environment = environment(data, force);
        PartitionLog log = open(environment);
        fill(log, 1);
        force.onSegment = new IOException("Input/output error");
        assertThatThrownBy(() -> await(log.flush(3))).hasMessageContaining("Input/output error");
        force.onSegment = null;
        force.forced.clear();

        assertThat(log.flushFailure().toCompletableFuture().join()).hasMessage("Input/output error");
        assertThatThrownBy(() -> await(log.flush(3)))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("restart the node");
        assertThatThrownBy(() -> fill(log, 1)).hasMessageContaining("restart the node");
        assertThatThrownBy(environment::checkpoint).isInstanceOf(IOException.class);
        assertThat(log.flushedOffset()).isZero();
        assertThat(force.forced).doesNotContain(SEGMENT_0);

        assertThatThrownBy(log::close).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> open(environment)).hasMessageContaining("restart the node");
        assertThatThrownBy(environment::close)
                .as("the node must not think that it has ended well")
                .hasMessageContaining("orders-0")
                .hasMessageContaining("a flush has failed");
    }

    @Test
    void aFolderThatCannotBeForcedIsAFailedFlush() throws IOException {
        LogEnvironment environment = environment(data, force);
        PartitionLog log = open(environment);
        fill(log, 1);
        force.onFolder = new IOException("Input/output error");
        assertThatThrownBy(() -> await(log.flush(3))).hasMessageContaining("Input/output error");
        force.onFolder = null;
        assertThat(log.flushedOffset()).isZero();
        assertThatThrownBy(() -> await(log.flush(3))).hasMessageContaining("restart the node");
        assertThatThrownBy(environment::close).isInstanceOf(IOException.class);
    }

    @Test
    void aLogMadeAnewAfterAFailedFlushIsWritable() throws IOException {
        try (LogEnvironment environment = environment(data, force)) {
            PartitionLog log = open(environment);
            fill(log, 1);
            force.onSegment = new IOException("Input/output error");
            assertThatThrownBy(() -> await(log.flush(3))).isInstanceOf(CompletionException.class);
            force.onSegment = null;
            log.delete();
            PartitionLog fresh = open(environment);
            fill(fresh, 1);
            assertThat(await(fresh.flush(3))).isEqualTo(3);
        }
    }

    /** What is on the disk cannot be seen from here; what the channel is asked, can. */
    @Test
    void theRealForceAsksTheFileItself() throws IOException {
        Path file = Files.writeString(data.resolve("some.log"), "bytes");
        ForcedChannel channel = new ForcedChannel();
        Force.DISK.file(file, channel);
        assertThat(channel.forced)
                .as("once, without what only concerns the file's times")
                .containsExactly(false);

        FileChannel real = FileChannel.open(file, StandardOpenOption.WRITE);
        Force.DISK.file(file, real);
        real.close();
        assertThatThrownBy(() -> Force.DISK.file(file, real)).isInstanceOf(ClosedChannelException.class);
        Force.DISK.folder(data);
        assertThatThrownBy(() -> Force.DISK.folder(data.resolve("missing"))).isInstanceOf(NoSuchFileException.class);
    }
}
