package akkord.persistence.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes bytes and names durable. Nothing else does, so that a test can count, order, fail and undo it. Any thread. */
public interface Force {

    /** Returns when every byte of the file at {@code path} is on the disk; its name need not be. */
    void file(Path path, FileChannel channel) throws IOException;

    /** Returns when the names in {@code folder} are on the disk. */
    void folder(Path folder) throws IOException;

    /** The real one. */
    Force DISK = new Force() {
        @Override
        public void file(Path path, FileChannel channel) throws IOException {
            channel.force(false);
        }

        @Override
        public void folder(Path folder) throws IOException {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    };
}
