package akkord.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.protocol.config.TopicSettings;
import akkord.protocol.domain.TopicPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManyLogsTest {

    private static final int LOGS = 5_000;
    private static final int OPEN_FILES_MAX = 100;
    private static final TopicSettings SETTINGS = TestLogs.settings();

    @TempDir
    Path data;

    private LogEnvironment environment() throws IOException {
        return LogEnvironment.open(
                data, new LogBounds(OPEN_FILES_MAX, 100), TestLogs.TIMES, Clock.systemUTC(), TestForce.NONE);
    }

    private static PartitionLog open(LogEnvironment environment, int number) throws IOException {
        return environment.openLog(new TopicPartition("orders", number), TestLogs.TOPIC, SETTINGS);
    }

    @Test
    void aCleanStartOpensFiveThousandLogsWithoutReadingAnyAndKeepsFewFilesOpen() throws IOException {
        try (LogEnvironment environment = environment()) {
            for (int i = 0; i < LOGS; i++) TestLogs.fill(open(environment, i), 1);
            assertThat(environment.files().openFiles()).isEqualTo(OPEN_FILES_MAX);
        }
        long begun = System.nanoTime();
        try (LogEnvironment environment = environment()) {
            PartitionLog last = null;
            for (int i = 0; i < LOGS; i++) last = open(environment, i);
            System.out.println(LOGS + " logs opened in " + (System.nanoTime() - begun) / 1_000_000 + " ms");
            assertThat(environment.files().openFiles())
                    .as("files that opening has touched")
                    .isZero();
            assertThat(TestLogs.readAll(last, 0)).containsExactly(0L);
        }
        // The same, when nothing is known of any log: each is scanned, and so opened.
        Files.delete(data.resolve("log/recovery-points"));
        try (LogEnvironment environment = environment()) {
            for (int i = 0; i < 2 * OPEN_FILES_MAX; i++) open(environment, i);
            assertThat(environment.files().openFiles()).isEqualTo(OPEN_FILES_MAX);
        }
    }
}
