package akkord.actors.partition;

import akkord.persistence.log.Force;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A disk that fails to take files while it is told to. */
final class FailingForce implements Force {

    /** Thrown by the next forces of files, until set to null. */
    volatile IOException onFile;

    /** Once it has failed, the logs are never closed well. */
    volatile boolean hasFailed;

    @Override
    public void file(Path path, FileChannel channel) throws IOException {
        IOException failure = onFile;
        if (failure != null && path.toString().endsWith(".log")) {
            hasFailed = true;
            throw failure;
        }
        DISK.file(path, channel);
    }

    @Override
    public void folder(Path folder) throws IOException {
        DISK.folder(folder);
    }
}
