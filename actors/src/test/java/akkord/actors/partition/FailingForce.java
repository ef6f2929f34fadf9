package akkord.actors.partition;

import akkord.persistence.log.Force;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A disk that fails to take files while it is told to. */
final class FailingForce implements Force {

    /** Thrown by the next forces of files, until set to null. */
    volatile IOException onFile;

    @Override
    public void file(Path path, FileChannel channel) throws IOException {
        if (onFile != null && path.toString().endsWith(".log")) throw onFile;
        DISK.file(path, channel);
    }

    @Override
    public void folder(Path folder) throws IOException {
        DISK.folder(folder);
    }
}
