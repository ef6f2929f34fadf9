package akkord.persistence.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Throws all of a log away. That takes many steps, so it is noted first: wherever a crash comes, the next start finds
 * either the log as it was, or the note, and then an empty log, in whatever order the disk did the rest.
 */
final class Emptying {

    /** In place of a position in a recovery point: whatever is in the folder is to go. */
    static final int BEGUN = -1;

    private static final List<String> SUFFIXES =
            List.of(LogFiles.LOG_SUFFIX, LogFiles.INDEX_SUFFIX, LogFiles.TIME_INDEX_SUFFIX, LogFiles.SNAPSHOT_SUFFIX);

    private Emptying() {}

    /** Empties an open log; the next record gets {@code offset}. After an exception the log must be opened again. */
    static LogState run(
            LogEnvironment environment,
            Path folder,
            String noteName,
            LogState log,
            EpochCheckpoint epochs,
            long offset,
            int indexIntervalBytes)
            throws IOException {
        note(environment, noteName, offset, BEGUN);
        for (Segment segment : log.segments()) segment.delete();
        deleteAll(folder);
        epochs.clear();
        Segment fresh = Segment.create(environment.files(), folder, offset, indexIntervalBytes);
        done(environment, folder, noteName, offset);
        return new LogState(new Segment[] {fresh}, 0, offset, offset);
    }

    /** Does what a crash has left undone, before anything of the log is read. */
    static void finish(LogEnvironment environment, Path folder, String noteName) throws IOException {
        RecoveryPoint point = environment.recoveryPoints().of(noteName);
        if (point == null || point.position() != BEGUN) return;
        deleteAll(folder);
        EpochCheckpoint.empty(folder, environment.force()).write();
        done(environment, folder, noteName, point.offset());
    }

    private static void deleteAll(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : (Iterable<Path>) files::iterator) if (isOfTheLog(file)) Files.deleteIfExists(file);
        }
    }

    private static boolean isOfTheLog(Path file) {
        return SUFFIXES.stream().anyMatch(suffix -> LogFiles.offset(file, suffix) >= 0);
    }

    /** What is gone must not be back after a loss of power that leaves the second note. */
    private static void done(LogEnvironment environment, Path folder, String noteName, long offset) throws IOException {
        environment.force().folder(folder);
        note(environment, noteName, offset, 0);
    }

    private static void note(LogEnvironment environment, String noteName, long offset, int position)
            throws IOException {
        environment.recoveryPoints().put(noteName, new RecoveryPoint(offset, offset, offset, position));
        environment.recoveryPoints().write();
    }
}
