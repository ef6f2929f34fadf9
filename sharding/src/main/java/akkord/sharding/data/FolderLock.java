package akkord.sharding.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A folder held by this process until closed: {@code .lock} is locked by the operating system, so that the death of
 * the process frees it; it also names the holder, for whoever comes second or wants to stop it.
 */
public final class FolderLock implements AutoCloseable {

    private static final String FILE = ".lock";
    private static final int TEXT_BYTES_MAX = 64;

    private final FileChannel file;

    private FolderLock(FileChannel file) {
        this.file = file;
    }

    /** Null when another process, or another part of this one, holds it. */
    public static @Nullable FolderLock take(Path folder) throws IOException {
        FileChannel file = FileChannel.open(
                folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!isLocked(file)) {
            file.close();
            return null;
        }
        file.truncate(0);
        file.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        return new FolderLock(file);
    }

    /** The process that holds the folder; empty when none does, or it does not say who it is. */
    public static OptionalLong holder(Path folder) throws IOException {
        Path path = folder.resolve(FILE);
        if (!Files.exists(path)) return OptionalLong.empty();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (isLocked(file)) return OptionalLong.empty();
            ByteBuffer text = ByteBuffer.allocate(TEXT_BYTES_MAX);
            file.read(text, 0);
            String pid =
                    StandardCharsets.US_ASCII.decode(text.flip()).toString().strip();
            return pid.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(pid)) : OptionalLong.empty();
        }
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldHere) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
