package akkord.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akkord.protocol.partition.LogSlice;
import akkord.protocol.partition.OffsetOutOfRangeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogLifeTest {

    private static final Map<String, String> NO_RETENTION = Map.of("retention.ms", "-1");

    @TempDir
    Path folder;

    @Test
    void whatIsAppendedIsOnTheDiskByteForByte() throws IOException {
        try (LogFixture f = new LogFixture(folder.resolve("live"), NO_RETENTION)) {
            f.append(20);
            byte[] file = Files.readAllBytes(f.files(".log").get(0));
            for (int i = 0; i < 20; i++) {
                ByteBuffer expected = Batches.batch(i * 2, 2, LogFixture.PAYLOAD, 1000 + i * 2, 3);
                assertThat(ByteBuffer.wrap(file, i * LogFixture.BATCH_BYTES, LogFixture.BATCH_BYTES))
                        .isEqualTo(expected);
            }
            assertThat(f.readAll()).isEqualTo(40);
        }
    }

    @Test
    void aFetchInsideABatchReturnsThatBatch() throws IOException {
        try (LogFixture f = new LogFixture(folder.resolve("live"), NO_RETENTION)) {
            f.append(50);
            try (LogSlice slice = f.log.reader().read(33, 100, 10, true)) {
                assertThat(slice.firstBatchOffset()).isEqualTo(32);
                assertThat(slice.length()).isEqualTo(LogFixture.BATCH_BYTES);
            }
            try (LogSlice slice = f.log.reader().read(33, 100, 10, false)) {
                assertThat(slice.length()).isZero();
            }
            assertThatThrownBy(() -> f.log.reader().read(101, 200, 10, true))
                    .isInstanceOf(OffsetOutOfRangeException.class)
                    .hasMessageContaining("0 up to 100");
        }
    }

    @Test
    void aCleanRestartFindsTheLogAsItWas() throws IOException {
        try (LogFixture f = new LogFixture(folder.resolve("live"), NO_RETENTION)) {
            f.append(30);
            f.log.advanceLogStart(7);
            f.restart();
            assertThat(f.log.logStartOffset()).isEqualTo(7);
            assertThat(f.log.logEndOffset()).isEqualTo(60);
            assertThat(f.log.latestEpoch()).isEqualTo(3);
            f.append(5);
            assertThat(f.readAll()).isEqualTo(70);
        }
    }

    @Test
    void truncationCutsAtABatchAndSurvivesARestart() throws IOException {
        try (LogFixture f = new LogFixture(folder.resolve("live"), NO_RETENTION)) {
            f.append(30);
            f.environment.checkpoint();
            assertThat(f.log.truncateTo(31)).isEqualTo(30);
            try (LogFixture after = f.killed(folder.resolve("killed"))) {
                assertThat(after.readAll()).isEqualTo(30);
            }
            f.append(2);
            assertThat(f.readAll()).isEqualTo(34);
            f.log.truncateFullyAndStartAt(500);
            f.append(1);
            f.restart();
            assertThat(f.log.logStartOffset()).isEqualTo(500);
            assertThat(f.readAll()).isEqualTo(502);
        }
    }

    @Test
    void aKilledNodeFindsItsLogAfterRetentionWentPastTheRecoveryPoint() throws IOException {
        Map<String, String> small = Map.of("segment.bytes", "1048576", "retention.ms", "-1", "retention.bytes", "1");
        try (LogFixture f = new LogFixture(folder.resolve("live"), small)) {
            f.append(10);
            f.environment.checkpoint();
            for (int i = 0; i < 40; i++) {
                long at = f.log.logEndOffset();
                f.log.append(new ByteBuffer[] {Batches.batch(at, 1, 200_000, 1000, 3)}, 3);
            }
            assertThat(f.log.clean(5000, f.log.logEndOffset())).isPositive();
            try (LogFixture after = f.killed(folder.resolve("killed"))) {
                assertThat(after.log.logStartOffset()).isEqualTo(f.log.logStartOffset());
                assertThat(after.readAll()).isEqualTo(60);
            }
        }
    }

    /** The recovery point names the segment in which nothing was finished: it must still be there at the next start. */
    @Test
    void twoKillsWhileTheFirstBatchOfASegmentIsWrittenLeaveALogThatOpens() throws IOException {
        Path once = folder.resolve("once");
        Path twice = folder.resolve("twice");
        try (LogFixture f =
                new LogFixture(folder.resolve("live"), Map.of("retention.ms", "-1", "segment.ms", "60000"))) {
            f.append(3);
            f.log.clean(System.currentTimeMillis() + 3_600_000, 0);
            f.environment.checkpoint();
            f.append(1);
            LogFixture.copy(f.data, once);
        }
        Path torn = once.resolve("log/t-0/" + "0".repeat(19) + "6.log");
        try (FileChannel file = FileChannel.open(torn, StandardOpenOption.WRITE)) {
            assertThat(file.size()).isEqualTo(LogFixture.BATCH_BYTES);
            file.truncate(LogFixture.BATCH_BYTES / 2);
        }
        LogFixture.openAfterKill(once, log -> {
            assertThat(log.logEndOffset()).isEqualTo(6);
            LogFixture.copy(once, twice);
        });
        LogFixture.openAfterKill(twice, log -> assertThat(log.logEndOffset()).isEqualTo(6));
    }

    @Test
    void anAppendThatFailsBehindARollLeavesNothing() throws IOException {
        try (LogFixture f =
                new LogFixture(folder.resolve("live"), Map.of("segment.bytes", "1048576", "retention.ms", "-1"))) {
            f.append(3);
            ByteBuffer[] two = {Batches.batch(6, 2, 600_000, 1, 3), Batches.batch(8, 2, 600_000, 1, 3)};
            // The name of the next segment is taken by a folder, so that rolling to it fails.
            Path taken = Files.createDirectory(f.log.folder().resolve("00000000000000000008.log"));
            assertThatThrownBy(() -> f.log.append(two, 3)).isInstanceOf(IOException.class);
            assertThat(f.log.logEndOffset()).isEqualTo(6);
            Files.delete(taken);
            f.append(1);
            assertThat(f.readAll()).isEqualTo(8);
            f.restart();
            assertThat(f.readAll()).isEqualTo(8);
        }
    }

    @Test
    void aTimeIsFoundAndAFlippedTimeIndexIsNotBelieved() throws IOException {
        try (LogFixture f = new LogFixture(folder.resolve("live"), NO_RETENTION)) {
            f.append(200);
            f.restart();
            assertThat(f.log.reader().firstAtOrAfter(1201, 400).orElseThrow().offset())
                    .isEqualTo(202);
            Path index = f.files(".timeindex").get(0);
            f.environment.close();
            byte[] whole = Files.readAllBytes(index);
            for (int bit = 0; bit < whole.length * 8; bit += 37) {
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(index, flipped);
                f.open();
                assertThat(f.log.reader()
                                .firstAtOrAfter(1201, 400)
                                .orElseThrow()
                                .offset())
                        .as("bit " + bit)
                        .isEqualTo(202);
                assertThat(f.log.reader().maxTimestamp(400).orElseThrow().timestampMillis())
                        .as("bit " + bit)
                        .isEqualTo(1398);
                f.environment.close();
            }
            f.open();
        }
    }

    @Test
    void aTimeIndexThatIsCutOrLostIsBuiltAgain() throws IOException {
        try (LogFixture f = new LogFixture(folder.resolve("live"), NO_RETENTION, TestForce.NONE)) {
            f.append(200);
            Path index = f.log.folder().resolve("00000000000000000000.timeindex");
            f.environment.close();
            byte[] whole = Files.readAllBytes(index);
            assertThat(whole.length).isGreaterThan(100);
            for (int left = whole.length; left >= -1; left -= left > 0 ? Math.min(left, 7) : 1) {
                if (left < 0) Files.delete(index);
                else Files.write(index, Arrays.copyOf(whole, left));
                f.open();
                for (long time : new long[] {1000, 1201, 1397})
                    assertThat(f.log.reader()
                                    .firstAtOrAfter(time, 400)
                                    .orElseThrow()
                                    .offset())
                            .as(left + " bytes left, time " + time)
                            .isEqualTo(time - 1000 + (time & 1));
                f.environment.close();
            }
            f.open();
        }
    }
}
