package akkord.persistence.log;

import akkord.protocol.domain.TopicPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The recovery points of all logs of a node by {@link LogFiles#noteName}, in one file that is replaced whole. A log that is not in it was
 * made since it was last written, so nothing of it need be durable. When the file itself is lost or damaged
 * nothing is known: every log is scanned from its start, and only a torn tail of a last segment is cut.
 */
final class RecoveryPoints {

    static final String FILE = "recovery-points";

    private final Path file;
    private final Force force;
    private final Map<String, RecoveryPoint> points = new ConcurrentHashMap<>();
    private boolean lost;
    private boolean changed;

    private RecoveryPoints(Path file, Force force, boolean lost) {
        this.file = file;
        this.force = force;
        this.lost = lost;
    }

    static RecoveryPoints open(Path logsFolder, Force force) throws IOException {
        Path file = logsFolder.resolve(FILE);
        CheckedText.Content content = CheckedText.read(file);
        List<String> lines = content.lines();
        boolean lost = lines == null && (content.present() || holdsLogs(logsFolder));
        RecoveryPoints points = new RecoveryPoints(file, force, lost);
        if (lost)
            LogFiles.LOG.warn(
                    "{} is {}: every log is read from its start to its end",
                    file,
                    content.present() ? "damaged" : "missing");
        else if (lines == null) CheckedText.write(file, List.of(), force);
        if (lines != null) for (String line : lines) points.parse(line);
        return points;
    }

    private static boolean holdsLogs(Path logsFolder) throws IOException {
        try (Stream<Path> folders = Files.list(logsFolder)) {
            return folders.anyMatch(Files::isDirectory);
        }
    }

    private void parse(String line) {
        String[] fields = line.split(" ");
        // without the topic's id it might be of a former topic of that name
        if (!fields[0].contains(LogFiles.NOTE_SEPARATOR)) {
            lost = true;
            return;
        }
        points.put(
                fields[0],
                new RecoveryPoint(
                        Long.parseLong(fields[1]),
                        Long.parseLong(fields[2]),
                        Long.parseLong(fields[3]),
                        Integer.parseInt(fields[4])));
    }

    /** Null when nothing is known of any log. */
    @Nullable
    RecoveryPoint of(String logName) {
        RecoveryPoint point = points.get(logName);
        if (point != null) return point;
        return lost ? null : RecoveryPoint.NOTHING_FORCED;
    }

    synchronized void put(String logName, RecoveryPoint point) {
        if (!point.equals(points.put(logName, point))) changed = true;
    }

    /** The log begins with {@code start} now; segments before the one at {@code firstSegmentBase} go. */
    synchronized void advanceStart(String logName, long start, long firstSegmentBase) {
        RecoveryPoint point = points.getOrDefault(logName, RecoveryPoint.NOTHING_FORCED);
        boolean goes = point.segmentBase() < firstSegmentBase;
        put(
                logName,
                goes
                        ? new RecoveryPoint(start, firstSegmentBase, firstSegmentBase, 0)
                        : new RecoveryPoint(start, point.offset(), point.segmentBase(), point.position()));
    }

    /** The segments below {@code oldestBase} go: what is durable is counted from there, if it lay among them. */
    synchronized void dropBelow(String logName, long oldestBase) {
        RecoveryPoint point = points.get(logName);
        if (point != null && point.segmentBase() < oldestBase)
            put(logName, new RecoveryPoint(point.logStartOffset(), oldestBase, oldestBase, 0));
    }

    /** Those of every topic of that name. */
    synchronized void remove(TopicPartition partition) {
        if (points.keySet().removeIf(name -> LogFiles.isNoteOf(partition, name))) changed = true;
    }

    /** Writes the file if anything in it is new. */
    synchronized void write() throws IOException {
        if (!changed && !lost) return;
        List<String> lines = new ArrayList<>(points.size());
        points.forEach((name, p) -> lines.add(
                name + " " + p.logStartOffset() + " " + p.offset() + " " + p.segmentBase() + " " + p.position()));
        CheckedText.write(file, lines, force);
        changed = false;
    }
}
