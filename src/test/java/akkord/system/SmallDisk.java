package akkord.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A small file system of its own, in memory, that can be filled to the last byte. It takes Linux and root. */
final class SmallDisk implements AutoCloseable {

    private static final int COMMAND_SECONDS_MAX = 30;
    private static final int CHUNK_BYTES = 1 << 16;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** At that folder, which is made; else the test is passed over. */
    static SmallDisk at(Path folder, int mebibytes) {
        try {
            Files.createDirectories(folder);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + mebibytes + "m", "tmpfs", folder.toString());
        if (!mounted) System.out.println("skipped: mounting a small file system needs root");
        Assumptions.assumeTrue(mounted, "mounting a small file system needs root");
        return new SmallDisk(folder);
    }

    /** Takes some of the space. */
    void take(int mebibytes) {
        try {
            Files.write(ballast(), new byte[mebibytes << 20]);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    /** Takes all the space that is left. */
    void fill() {
        try (FileChannel ballast = FileChannel.open(
                ballast(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            for (int chunk = CHUNK_BYTES; chunk > 0; chunk /= 2) writeUntilFull(ballast, chunk);
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    private static void writeUntilFull(FileChannel ballast, int bytes) {
        try {
            while (true) ballast.write(ByteBuffer.allocate(bytes));
        } catch (IOException full) {
            // which is what was wanted
            assert full.getMessage() != null;
        }
    }

    /** Gives it back. */
    void free() {
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException unexpected) {
            throw new UncheckedIOException(unexpected);
        }
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Akkord.nothing())
                    .start();
            return process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchCommand) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        run("umount", "-l", folder.toString());
    }
}
