package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;

import akkord.system.Akkord.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A node on a disk that fills up: a small file system of its own, which needs root to mount. */
@Execution(ExecutionMode.CONCURRENT)
class DiskFullTest {

    private static final int DISK_MIB = 96;
    private static final int BALLAST_MIB = 32;

    @TempDir
    Path folder;

    @Test
    void writesAreRefusedReadsGoOnAndWritesResumeWhenThereIsSpace() throws Exception {
        Path folderOfDisk = folder.resolve("disk");
        try (SmallDisk disk = SmallDisk.at(folderOfDisk, DISK_MIB)) {
            disk.take(BALLAST_MIB);
            onAFullDisk(folderOfDisk, disk);
        }
    }

    private void onAFullDisk(Path folderOfDisk, SmallDisk disk) throws Exception {
        Path report = folder.resolve("acked");
        byte[] tooMuch = ("z".repeat(1023) + "\n").repeat(DISK_MIB << 10).getBytes();
        try (RunningNode node = RunningNode.start(folderOfDisk.resolve("node"))) {
            node.run("topic", "create", "full", "--partitions", "2").succeeded();

            Outcome refused = node.run(tooMuch, "produce", "full", "--report-acked", report.toString());

            refused.refused("space", "acknowledged");
            long acknowledged = Files.readString(report).lines().count();
            assertThat(acknowledged).isPositive();
            assertThat(node.run("consume", "full", "--quiet")
                            .succeeded()
                            .out()
                            .lines()
                            .count())
                    .isGreaterThanOrEqualTo(acknowledged);

            disk.free();

            node.run("after\n".getBytes(), "produce", "full", "--partition=0").succeeded();
            node.run("after\n".getBytes(), "produce", "full", "--partition=1").succeeded();
            node.stop().restart();
            assertThat(node.run("consume", "full", "--quiet")
                            .succeeded()
                            .out()
                            .lines()
                            .filter("after"::equals))
                    .hasSize(2);
        }
    }
}
