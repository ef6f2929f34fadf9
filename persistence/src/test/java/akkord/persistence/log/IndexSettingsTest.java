package akkord.persistence.log;

import static akkord.persistence.log.TestLogs.environment;
import static akkord.persistence.log.TestLogs.fill;
import static akkord.persistence.log.TestLogs.open;
import static akkord.persistence.log.TestLogs.readAll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a topic's settings say about its indexes. */
class IndexSettingsTest {

    private static final int ENTRY_BYTES = 8;
    private static final int BATCH_BYTES = 161;
    private static final int SEGMENT_BATCHES = 50;

    @TempDir
    Path data;

    @Test
    void anEntryComesAfterSoManyBytes() throws IOException {
        assertThat(entriesOfAFullSegment("0", data.resolve("dense"))).isBetween(SEGMENT_BATCHES - 2, SEGMENT_BATCHES);
        int seventh = 6 * BATCH_BYTES + 1;
        assertThat(entriesOfAFullSegment("" + seventh, data.resolve("sparse"))).isEqualTo((SEGMENT_BATCHES - 1) / 7);
    }

    private static int entriesOfAFullSegment(String interval, Path data) throws IOException {
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(
                    environment, "index.interval.bytes", interval, "segment.bytes", "" + SEGMENT_BATCHES * BATCH_BYTES);
            fill(log, SEGMENT_BATCHES + 1);
            Path first = log.folder().resolve("00000000000000000000.index");
            return (int) Files.size(first) / ENTRY_BYTES;
        }
    }

    @Test
    void aSegmentEndsWhenItsIndexIsFull() throws IOException {
        try (LogEnvironment environment = environment(data)) {
            PartitionLog log = open(environment, "index.interval.bytes", "0");
            fill(log, 100);
            assertThat(segments(log)).hasSize(1);
            log.updateSettings(TestLogs.settings("index.interval.bytes", "0", "segment.index.bytes", "96"));
            fill(log, 100);
            // 96 bytes hold 12 entries of one index and 8 of the other
            assertThat(segments(log)).hasSizeBetween(1 + 100 / 13, 1 + 100 / 8);
            assertThat(readAll(log, 0)).hasSize(200);
        }
    }

    private static List<Path> segments(PartitionLog log) throws IOException {
        try (Stream<Path> files = Files.list(log.folder())) {
            return files.filter(file -> file.toString().endsWith(".log")).toList();
        }
    }
}
