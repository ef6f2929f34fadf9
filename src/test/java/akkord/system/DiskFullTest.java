package akkord.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import akkord.system.Akkord.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node on a disk that fills up: a small file system of its own, which needs root to mount. */
class DiskFullTest {

    private static final int DISK_MIB = 96;
    private static final int BALLAST_MIB = 32;

    @TempDir
    Path folder;

    @Test
    void writesAreRefusedReadsGoOnAndWritesResumeWhenThereIsSpace() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + DISK_MIB + "m", "tmpfs", disk.toString());
        if (!mounted) System.out.println("skipped: mounting a small file system needs root");
        assumeTrue(mounted, "mounting a small file system needs root");
        try {
            onAFullDisk(disk);
        } finally {
            run("umount", "-l", disk.toString());
        }
    }

    private void onAFullDisk(Path disk) throws Exception {
        Path ballast = Files.write(disk.resolve("ballast"), new byte[BALLAST_MIB << 20]);
        Path report = folder.resolve("acked");
        byte[] tooMuch = ("z".repeat(1023) + "\n").repeat(DISK_MIB << 10).getBytes();
        try (RunningNode node = RunningNode.start(disk.resolve("node"))) {
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

            Files.delete(ballast);

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

    private static boolean run(String... command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Akkord.nothing())
                    .start();
        } catch (java.io.IOException noSuchCommand) {
            return false;
        }
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
