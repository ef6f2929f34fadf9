package akkord.sharding.node;

import akkord.protocol.domain.TopicId;
import akkord.sharding.data.LastLife;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Notes in the data folder when this process begins to answer for records, and that it has ended well. */
final class Life {

    private final Path folder;
    private final boolean fromDisk;
    private volatile @Nullable LastLife current;

    Life(Path folder, boolean fromDisk) {
        this.folder = folder;
        this.fromDisk = fromDisk;
    }

    /**
     * What {@link akkord.protocol.metadata.NodeImage#recordsId} of this process is: that of the one before it, if all
     * that it acknowledged is still there, else a new one.
     */
    String begin() {
        LastLife former = LastLife.read(folder);
        boolean kept = former != null && former.keptItsRecords();
        String recordsId =
                former != null && kept ? former.recordsId() : TopicId.random().toString();
        write(LastLife.beginning(recordsId, fromDisk));
        return recordsId;
    }

    /** Everything is flushed and closed. Nothing was noted if it never began. */
    void endedWell() {
        LastLife ending = current;
        if (ending != null) write(ending.ended());
    }

    private void write(LastLife life) {
        try {
            life.write(folder);
            current = life;
        } catch (IOException e) {
            throw new StartFailedException("cannot write to the data folder " + folder + ": " + e.getMessage(), e);
        }
    }
}
