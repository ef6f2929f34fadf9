package akkord.persistence.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Where each leader's epoch begins in a log: {@code leader-epoch-checkpoint}. Kept in memory; written when an
 * epoch is added or taken away. Only the owner changes it; any thread may ask {@link #endOffset}. A file that is damaged or missing is built again from the batches.
 */
final class EpochCheckpoint {

    static final String FILE = "leader-epoch-checkpoint";

    private final Path file;
    private final Force force;
    private final ConcurrentNavigableMap<Integer, Long> starts;
    private boolean asWritten = true;

    private EpochCheckpoint(Path file, Force force, ConcurrentNavigableMap<Integer, Long> starts) {
        this.file = file;
        this.force = force;
        this.starts = starts;
    }

    static EpochCheckpoint empty(Path folder, Force force) {
        return new EpochCheckpoint(folder.resolve(FILE), force, new ConcurrentSkipListMap<>());
    }

    /** Null when the file is missing or damaged. */
    static @Nullable EpochCheckpoint read(Path folder, Force force) throws IOException {
        Path file = folder.resolve(FILE);
        List<String> lines = CheckedText.read(file).lines();
        if (lines == null) return null;
        ConcurrentNavigableMap<Integer, Long> starts = new ConcurrentSkipListMap<>();
        for (String line : lines) {
            String[] fields = line.split(" ");
            starts.put(Integer.parseInt(fields[0]), Long.parseLong(fields[1]));
        }
        return new EpochCheckpoint(file, force, starts);
    }

    int latestEpoch() {
        Map.Entry<Integer, Long> last = starts.lastEntry();
        return last == null ? -1 : last.getKey();
    }

    /** Notes that the batch at {@code offset} was written in {@code epoch}; says whether that is news. */
    boolean note(int epoch, long offset) {
        if (epoch <= latestEpoch()) return false;
        starts.put(epoch, offset);
        return true;
    }

    /** Takes back what {@link #note} has just added; the file may still have it, until {@link #write}. */
    void forget(int epoch) {
        starts.remove(epoch);
        asWritten = false;
    }

    /** Whether the file has no epoch that was taken back. */
    boolean isAsWritten() {
        return asWritten;
    }

    /** @see PartitionLog#endOffsetForEpoch */
    EpochEnd endOffset(int epoch, long logEndOffset) {
        if (epoch > latestEpoch()) return EpochEnd.UNKNOWN;
        if (epoch == latestEpoch()) return new EpochEnd(epoch, logEndOffset);
        Map.Entry<Integer, Long> at = starts.floorEntry(epoch);
        Map.Entry<Integer, Long> next = starts.higherEntry(epoch);
        if (at == null || next == null) return EpochEnd.UNKNOWN;
        return new EpochEnd(at.getKey(), next.getValue());
    }

    /** Forgets epochs that begin at {@code offset} or behind. */
    boolean truncateFrom(long offset) {
        return starts.values().removeIf(start -> start >= offset);
    }

    /** Forgets all: none of them has a record any more. */
    void clear() throws IOException {
        starts.clear();
        write();
    }

    /** Epochs that end before {@code logStartOffset} go; the one that holds it begins there. */
    boolean truncateBefore(long logStartOffset) {
        boolean changed = false;
        while (starts.size() > 1) {
            Map.Entry<Integer, Long> second = starts.higherEntry(starts.firstKey());
            if (second == null || second.getValue() > logStartOffset) break;
            starts.pollFirstEntry();
            changed = true;
        }
        if (!starts.isEmpty() && starts.firstEntry().getValue() < logStartOffset) {
            starts.put(starts.firstKey(), logStartOffset);
            changed = true;
        }
        return changed;
    }

    void write() throws IOException {
        List<String> lines = new ArrayList<>(starts.size());
        starts.forEach((epoch, start) -> lines.add(epoch + " " + start));
        CheckedText.write(file, lines, force);
        asWritten = true;
    }
}
