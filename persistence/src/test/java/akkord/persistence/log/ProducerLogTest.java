package akkord.persistence.log;

import static akkord.persistence.log.ProducerBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import akkord.persistence.log.producers.ProducerEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProducerLogTest {

    @TempDir
    private Path data;

    @TempDir
    private Path copy;

    private static void fill(PartitionLog log, int from, int to) throws IOException {
        for (int i = from; i < to; i++) log.append(new ByteBuffer[] {batch(log.logEndOffset(), 1, 7, 0, i)}, 0);
    }

    private static ProducerEntry only(PartitionLog log) {
        List<ProducerEntry> entries = log.producers().entries();
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    private static List<Path> snapshots(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".snapshot"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void whatProducersWroteIsKnownAfterACleanStopAndAfterACrash() throws IOException {
        ProducerEntry before;
        try (LogEnvironment node = TestLogs.environment(data)) {
            PartitionLog log = TestLogs.open(node, "segment.bytes", "1000");
            fill(log, 0, 40);
            before = only(log);
            LogFixture.copy(data, copy);
        }
        try (LogEnvironment stopped = TestLogs.environment(data);
                LogEnvironment killed = TestLogs.environment(copy)) {
            assertThat(only(TestLogs.open(stopped))).isEqualTo(before);
            assertThat(only(TestLogs.open(killed)).batches()).isEqualTo(before.batches());
        }
    }

    @Test
    void damagedSnapshotsAreDoneWithout() throws IOException {
        List<?> before;
        Path folder;
        try (LogEnvironment node = TestLogs.environment(data)) {
            PartitionLog log = TestLogs.open(node, "segment.bytes", "1000");
            fill(log, 0, 40);
            before = only(log).batches();
            folder = log.folder();
        }
        List<Path> files = snapshots(folder);
        assertThat(files).hasSize(2);
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            bytes[20] ^= 1;
            Files.write(file, bytes);
        }
        try (LogEnvironment node = TestLogs.environment(data)) {
            ProducerEntry known = only(TestLogs.open(node));
            assertThat(known.producerId()).isEqualTo(7);
            assertThat(known.batches()).isEqualTo(before);
        }
    }

    @Test
    void aTruncatedLogKnowsOnlyWhatItStillHolds() throws IOException {
        try (LogEnvironment node = TestLogs.environment(data)) {
            PartitionLog log = TestLogs.open(node, "segment.bytes", "1000");
            fill(log, 0, 40);
            log.truncateTo(17);
            assertThat(only(log).lastSequence()).isEqualTo(16);
            fill(log, 17, 20);
            log.truncateFullyAndStartAt(100);
            assertThat(log.producers().entries()).isEmpty();
            assertThat(snapshots(log.folder())).isEmpty();
        }
    }

    @Test
    void producersAreKnownWhenTheirRecordsAreDeleted() throws IOException {
        try (LogEnvironment node = TestLogs.environment(data)) {
            PartitionLog log = TestLogs.open(node, "segment.bytes", "1000");
            fill(log, 0, 40);
            log.advanceLogStart(40);
            assertThat(only(log).lastSequence()).isEqualTo(39);
            assertThat(snapshots(log.folder())).hasSize(1);
        }
        try (LogEnvironment node = TestLogs.environment(data)) {
            assertThat(only(TestLogs.open(node)).lastSequence()).isEqualTo(39);
        }
    }

    /** The old headers tell of another producer by then: whoever reads them again is found out. */
    @Test
    void afterACrashOnlyTheHeadersBehindTheLastCheckpointAreRead() throws IOException {
        try (LogEnvironment node = TestLogs.environment(data)) {
            PartitionLog log = TestLogs.open(node);
            fill(log, 0, 40);
            log.checkpointProducers();
            node.checkpoint();
            fill(log, 40, 42);
            LogFixture.copy(data, copy);
        }
        try (LogEnvironment killed = TestLogs.environment(copy)) {
            Path segment =
                    copy.resolve(LogEnvironment.FOLDER).resolve("orders-0").resolve("00000000000000000000.log");
            try (FileChannel file = FileChannel.open(segment, StandardOpenOption.WRITE)) {
                file.write(ByteBuffer.allocate(8).putLong(0, 99), 43);
            }
            assertThat(only(TestLogs.open(killed)).lastSequence()).isEqualTo(41);
        }
    }

    @Test
    void theTwoNewestSnapshotsAreKeptAndOneIsWrittenOnlyIfTheLogHasGrown() throws IOException {
        try (LogEnvironment node = TestLogs.environment(data)) {
            PartitionLog log = TestLogs.open(node);
            for (int i = 0; i < 10; i++) {
                fill(log, i, i + 1);
                log.checkpointProducers();
            }
            List<Path> kept = snapshots(log.folder());
            assertThat(kept)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly("00000000000000000009.snapshot", "00000000000000000010.snapshot");
            for (Path file : kept) Files.delete(file);
            log.checkpointProducers();
            assertThat(snapshots(log.folder())).isEmpty();
        }
    }

    @Test
    void snapshotsOfWhatWasCutAwayAreNotReadWhenTheLogHasGrownAgain() throws IOException {
        try (LogEnvironment node = TestLogs.environment(data)) {
            PartitionLog log = TestLogs.open(node);
            fill(log, 0, 30);
            log.checkpointProducers();
            fill(log, 30, 40);
            log.checkpointProducers();
            log.truncateTo(17);
            fill(log, 17, 40);
            log.checkpointProducers();
            assertThat(snapshots(log.folder()))
                    .as("one of the new batches")
                    .anyMatch(file -> file.endsWith("00000000000000000040.snapshot"));
            log.truncateTo(17);
            for (int i = 17; i < 40; i++) log.append(new ByteBuffer[] {batch(i, 1, 8, 0, i)}, 0);
            LogFixture.copy(data, copy);
        }
        try (LogEnvironment killed = TestLogs.environment(copy)) {
            assertThat(TestLogs.open(killed).producers().entries())
                    .extracting(ProducerEntry::producerId, ProducerEntry::lastSequence)
                    .containsExactlyInAnyOrder(tuple(7L, 16), tuple(8L, 39));
        }
    }

    @Test
    void aSnapshotBeyondTheEndThatACrashHasLeftIsNotRead() throws IOException {
        long halfBytes;
        try (LogEnvironment node = TestLogs.environment(data)) {
            PartitionLog log = TestLogs.open(node);
            fill(log, 0, 20);
            halfBytes = log.state().activeBytes();
            log.checkpointProducers();
            fill(log, 20, 40);
            log.checkpointProducers();
            LogFixture.copy(data, copy);
        }
        try (LogEnvironment killed = TestLogs.environment(copy)) {
            Path folder = copy.resolve(LogEnvironment.FOLDER).resolve("orders-0");
            try (FileChannel file =
                    FileChannel.open(folder.resolve("00000000000000000000.log"), StandardOpenOption.WRITE)) {
                file.truncate(halfBytes);
            }
            assertThat(only(TestLogs.open(killed)).lastSequence()).isEqualTo(19);
            assertThat(snapshots(folder)).hasSize(1);
        }
    }
}
