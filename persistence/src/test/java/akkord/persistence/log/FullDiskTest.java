package akkord.persistence.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskTest {

    @TempDir
    Path folder;

    @Test
    void aFullDiskRefusesAppendsAndTakesThemAgainWhenThereIsSpace() throws Exception {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString()),
                "skipped: a small tmpfs cannot be mounted here (it takes root)");
        try {
            Path ballast = Files.write(folder.resolve("ballast"), new byte[300_000]);
            try (LogFixture f = new LogFixture(folder.resolve("data"), Map.of("retention.ms", "-1"))) {
                long kept = fill(f);
                assertThat(f.readAll()).isEqualTo(kept);
                Files.delete(ballast);
                f.append(100);
                assertThat(f.readAll()).isEqualTo(kept + 200);
                f.restart();
                assertThat(f.readAll()).isEqualTo(kept + 200);
            }
        } finally {
            assertThat(run("umount", folder.toString())).isTrue();
        }
    }

    /** Appends until that fails; nothing of the failed append may be there. */
    private static long fill(LogFixture f) {
        for (int i = 0; i < 100_000; i++) {
            long before = f.log.logEndOffset();
            try {
                f.append(1);
            } catch (IOException full) {
                assertThat(full).hasMessageContaining("No space left");
                assertThat(f.log.logEndOffset()).isEqualTo(before);
                return before;
            }
        }
        throw new AssertionError("the disk never was full");
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        }
    }
}
