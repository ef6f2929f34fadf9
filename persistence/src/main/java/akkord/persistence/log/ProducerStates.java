package akkord.persistence.log;

import akkord.persistence.log.HeaderWalk.BadHeaderException;
import akkord.persistence.log.producers.ProducerEntry;
import akkord.persistence.log.producers.ProducerSnapshot;
import akkord.persistence.log.producers.ProducerTable;
import akkord.protocol.batch.RecordBatch;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.LogSlice;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a log's table of producers in step with its batches: {@code <offset>.snapshot} holds the table as of that
 * offset, and what the log has behind it is read from the batches' headers. Only the log's owner calls it.
 */
final class ProducerStates {

    /** The newest, and one to fall back to. */
    private static final int SNAPSHOTS_KEPT = 2;

    private final ProducerTable table;
    private final Path folder;
    private final Clock clock;
    private boolean rolled;
    /** What the newest good snapshot is of; -1: there is none. */
    private long snapshotOffset = -1;

    ProducerStates(Path folder, Clock clock, int producersMax) {
        this.folder = folder;
        this.clock = clock;
        this.table = new ProducerTable(producersMax);
    }

    ProducerTable table() {
        return table;
    }

    /** Makes the table fit the log, from the newest good snapshot on. Those beyond the log's end are of batches that are gone. */
    void recover(LogState state, SegmentReader reader) throws IOException {
        dropAbove(state.logEndOffset());
        table.load(List.of());
        snapshotOffset = -1;
        long from = state.logStartOffset();
        for (long offset : newestFirst()) {
            List<ProducerEntry> entries = offset < state.logStartOffset() ? null : read(offset);
            if (entries != null) {
                table.load(entries);
                from = offset;
                snapshotOffset = offset;
                break;
            }
            Files.deleteIfExists(file(offset));
        }
        if (from < state.logEndOffset()) replay(state, from, reader);
    }

    private @Nullable List<ProducerEntry> read(long offset) throws IOException {
        List<ProducerEntry> entries = ProducerSnapshot.decode(Files.readAllBytes(file(offset)), offset);
        if (entries == null) LogFiles.LOG.warn("{} is damaged: the producers are read from before it", file(offset));
        return entries;
    }

    private void replay(LogState state, long from, SegmentReader reader) throws IOException {
        int first = state.indexOf(from);
        long position;
        try (LogSlice slice = reader.read(from, state.logEndOffset(), 0, true)) {
            position = slice.position();
        }
        for (int i = first; i < state.segments().length; i++) {
            replay(state.segments()[i], i == first ? position : 0, state.readableBytes(i));
        }
    }

    private void replay(Segment segment, long position, int end) throws IOException {
        if (position >= end) return;
        long nowMillis = clock.millis();
        try (FileCache.Handle file = segment.file()) {
            HeaderWalk walk = new HeaderWalk(file.channel(), position, end);
            while (walk.read()) {
                walk.replay(table, nowMillis);
                walk.advance();
            }
        } catch (BadHeaderException damage) {
            throw new DamagedLogException(segment.path(), damage.position, damage.what);
        }
    }

    /** A segment was begun: there is more to read at the next start, unless a snapshot is made. */
    void rolled() {
        rolled = true;
    }

    /**
     * Before the write, which uses the buffers up: a leader has judged and staged these already, what another leader
     * has judged is staged as it is.
     */
    void appending(ByteBuffer[] batches) {
        if (table.hasStaged()) return;
        long nowMillis = 0;
        for (ByteBuffer buffer : batches) {
            for (int at = buffer.position(); at < buffer.limit(); at += RecordBatch.sizeInBytes(buffer, at)) {
                if (RecordBatch.producerId(buffer, at) < 0) continue;
                if (nowMillis == 0) nowMillis = clock.millis();
                table.stageJudged(buffer, at, nowMillis);
            }
        }
    }

    /** They are in the log now. */
    void appended(long logEndOffset) {
        table.commit();
        if (rolled) snapshot(logEndOffset);
    }

    /** A snapshot, unless the newest is of this offset: a start after a crash has only the rest to read. */
    void checkpoint(long logEndOffset) {
        if (logEndOffset != snapshotOffset) snapshot(logEndOffset);
    }

    /** Writes the table down; not forced, because one that a crash has spoilt is known by its checksum and done without. */
    void snapshot(long logEndOffset) {
        table.rollBack(logEndOffset);
        rolled = false;
        try {
            Path file = file(logEndOffset);
            Path fresh = file.resolveSibling(file.getFileName() + ".tmp");
            Files.write(
                    fresh,
                    ProducerSnapshot.encode(logEndOffset, table.entries()).array());
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            snapshotOffset = logEndOffset;
            List<Long> all = newestFirst();
            for (int i = SNAPSHOTS_KEPT; i < all.size(); i++) Files.deleteIfExists(file(all.get(i)));
        } catch (IOException trouble) {
            LogFiles.LOG.warn("a snapshot of the producers of {} could not be written", folder, trouble);
        }
    }

    /** Before the log is cut to {@code logEndOffset}: later snapshots would name batches that are gone. */
    void dropAbove(long logEndOffset) throws IOException {
        for (long offset : newestFirst()) if (offset > logEndOffset) Files.deleteIfExists(file(offset));
    }

    /** Snapshots from before the log's start cannot be brought up to date any more. */
    void startMoved(long logStartOffset, long logEndOffset) throws IOException {
        List<Long> all = newestFirst();
        if (all.isEmpty() || all.get(0) < logStartOffset) snapshot(logEndOffset);
        for (long offset : all) if (offset < logStartOffset) Files.deleteIfExists(file(offset));
    }

    private Path file(long offset) {
        return LogFiles.file(folder, offset, LogFiles.SNAPSHOT_SUFFIX);
    }

    private List<Long> newestFirst() throws IOException {
        List<Long> offsets = new ArrayList<>();
        try (Stream<Path> names = Files.list(folder)) {
            names.mapToLong(name -> LogFiles.offset(name, LogFiles.SNAPSHOT_SUFFIX))
                    .filter(offset -> offset >= 0)
                    .forEach(offsets::add);
        }
        offsets.sort(Comparator.reverseOrder());
        return offsets;
    }
}
