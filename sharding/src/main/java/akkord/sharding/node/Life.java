package akkord.sharding.node;

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
     * @param incarnation of this process
     * @return the incarnation before it, if all that it acknowledged is still there
     */
    @Nullable
    String begin(String incarnation) {
        LastLife former = LastLife.read(folder);
        write(LastLife.beginning(incarnation, fromDisk));
        return former != null && former.keptItsRecords() ? former.incarnation() : null;
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
