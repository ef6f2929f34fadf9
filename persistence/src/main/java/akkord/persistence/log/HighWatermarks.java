package akkord.persistence.log;

import akkord.protocol.domain.TopicPartition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How far each log of a node was known to be committed, by {@link LogFiles#noteName}, in one file that is replaced whole. An older, lower one is
 * safe: so it is not forced to the disk more often than it is asked to be, and a file that is lost costs nothing but
 * that a new leader has to find out anew.
 */
final class HighWatermarks {

    static final String FILE = "high-watermarks";

    private final Path file;
    private final Force force;
    private final Map<String, Long> offsets = new ConcurrentHashMap<>();
    private volatile boolean changed;

    private HighWatermarks(Path file, Force force) {
        this.file = file;
        this.force = force;
    }

    static HighWatermarks open(Path logsFolder, Force force) throws IOException {
        HighWatermarks read = new HighWatermarks(logsFolder.resolve(FILE), force);
        List<String> lines = CheckedText.read(read.file).lines();
        if (lines == null) return read;
        for (String line : lines) {
            int space = line.lastIndexOf(' ');
            if (space > 0) read.offsets.put(line.substring(0, space), Long.parseLong(line.substring(space + 1)));
        }
        return read;
    }

    /** 0 when nothing is known of it. */
    long of(String logName) {
        return offsets.getOrDefault(logName, 0L);
    }

    void put(String logName, long offset) {
        Long before = offsets.put(logName, offset);
        if (before == null || before != offset) changed = true;
    }

    /** Those of every topic of that name. */
    void remove(TopicPartition partition) {
        if (offsets.keySet().removeIf(name -> LogFiles.isNoteOf(partition, name))) changed = true;
    }

    /** Writes the file if anything in it is new. */
    synchronized void write() throws IOException {
        if (!changed) return;
        changed = false;
        List<String> lines = new ArrayList<>(offsets.size());
        new TreeMap<>(offsets).forEach((name, offset) -> lines.add(name + " " + offset));
        try {
            CheckedText.write(file, lines, force);
        } catch (IOException failed) {
            changed = true;
            throw failed;
        }
    }
}
