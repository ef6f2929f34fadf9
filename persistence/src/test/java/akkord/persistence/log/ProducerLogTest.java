package akkord.persistence.log;

import static akkord.persistence.log.ProducerBatches.batch;
import static org.assertj.core.api.Assertions.assertThat;

import akkord.persistence.log.producers.ProducerEntry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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
            assertThat(only(TestLogs.open(node)).batches()).isEqualTo(before);
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
}
