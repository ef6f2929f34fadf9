package akkord.persistence.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes in order what was forced, without a disk; can be made to fail or to wait. */
final class TestForce implements Force {

    /** Where it does not matter what would survive a loss of power. */
    static final Force NONE = new TestForce();

    /** The names of the files and folders that were forced. */
    final List<String> forced = new CopyOnWriteArrayList<>();

    /** Thrown for segment files, or for folders of logs, until set to null. */
    volatile IOException onSegment;

    volatile IOException onFolder;

    /** Forcing a segment waits for it. */
    volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

    @Override
    public void file(Path path, FileChannel channel) throws IOException {
        if (path.toString().endsWith(LogFiles.LOG_SUFFIX)) {
            gate.join();
            if (onSegment != null) throw onSegment;
        }
        if (this != NONE) forced.add(path.getFileName().toString());
    }

    @Override
    public void folder(Path folder) throws IOException {
        if (onFolder != null) throw onFolder;
        if (this != NONE) forced.add(folder.getFileName().toString());
    }
}
