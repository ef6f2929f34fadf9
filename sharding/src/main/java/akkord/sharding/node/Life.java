package akkord.sharding.node;

import akkord.actors.partition.RecordsKept;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.sharding.data.LastLife;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Notes in the data folder when this process begins to answer for records, and that it has ended well. */
final class Life implements RecordsKept {

    private final Path folder;
    private final boolean fromDisk;

    /** The latest loss of each partition that the controller has not recorded. */
    private final Map<TopicPartition, Long> unrecorded = new HashMap<>();

    private long losses;
    private Consumer<String> recordsIdListener = recordsId -> {};
    private volatile @Nullable LastLife current;

    Life(Path folder, boolean fromDisk) {
        this.folder = folder;
        this.fromDisk = fromDisk;
    }

    /**
     * What {@link akkord.protocol.metadata.NodeImage#recordsId} of this process is: that of the one before it, if all
     * that it acknowledged is still there, else a new one.
     */
    synchronized String begin() {
        LastLife former = LastLife.read(folder);
        boolean kept = former != null && former.keptItsRecords();
        String recordsId =
                former != null && kept ? former.recordsId() : TopicId.random().toString();
        write(LastLife.beginning(recordsId, fromDisk, former != null && former.logsWholeOnThisBoot()));
        return recordsId;
    }

    /** Every log is open: whatever a power loss had left of them is mended. */
    synchronized void logsAreWhole() {
        LastLife now = current;
        if (now != null && !now.logsWhole()) write(now.withLogsWhole());
    }

    @Override
    public synchronized long lost(TopicPartition partition) {
        LastLife now = current;
        if (now == null) return losses;
        unrecorded.put(partition, ++losses);
        write(now.withRecordsId(TopicId.random().toString()));
        return losses;
    }

    @Override
    public synchronized void lossIsRecorded(TopicPartition partition, long loss) {
        if (unrecorded.remove(partition, loss)) settled();
    }

    @Override
    public synchronized void countsNoMore(TopicPartition partition) {
        if (unrecorded.remove(partition) != null) settled();
    }

    /** Once the controller knows of all, what is there now counts as all there is. */
    private void settled() {
        LastLife now = current;
        if (unrecorded.isEmpty() && now != null) recordsIdListener.accept(now.recordsId());
    }

    /** {@code listener} is told what is to be registered instead of what {@link #begin} has said. Any thread. */
    synchronized void whenRecordsIdChanges(Consumer<String> listener) {
        recordsIdListener = listener;
    }

    /** Everything is flushed and closed. Nothing was noted if it never began. */
    synchronized void endedWell() {
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
