package akkord.persistence.log;

import akkord.persistence.log.HeaderWalk.BadHeaderException;
import akkord.protocol.batch.BatchCheck;
import akkord.protocol.batch.BatchFault;
import akkord.protocol.batch.RecordBatch;
import akkord.protocol.partition.DamagedLogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Opens the segments of a log. Above the recovery point every batch is checked; the first that is not whole
 * and valid, and everything behind it, is cut, if a crash can have left it so. Below it nothing is read but what must be
 * there, and nothing is ever cut.
 */
final class Recovery {

    private final Path folder;
    private final FileCache files;
    private final int indexIntervalBytes;
    private final PageCache pageCache;
    private final Force force;
    private final @Nullable RecoveryPoint point;
    private int first;
    private long logStartOffset;
    private long end;

    /** @param point null if it is not known: then only a torn tail of the last segment may be cut */
    Recovery(LogEnvironment environment, Path folder, int indexIntervalBytes, @Nullable RecoveryPoint point) {
        this.folder = folder;
        this.files = environment.files();
        this.pageCache = environment.pageCache();
        this.force = environment.force();
        this.indexIntervalBytes = indexIntervalBytes;
        this.point = point;
    }

    /** The log as it stands now, whole. */
    LogState run() throws IOException {
        List<Segment> segments = open();
        if (segments.isEmpty()) segments.add(Segment.create(files, folder, firstOffset(), indexIntervalBytes));
        RecoveryPoint from = point != null ? aboveDeleted(point, segments.get(0).baseOffset()) : unknown(segments);
        logStartOffset = Math.max(from.logStartOffset(), segments.get(0).baseOffset());
        first = segmentOf(segments, from);
        end = first == 0 && from.offset() < segments.get(0).baseOffset()
                ? segments.get(0).baseOffset()
                : from.offset();
        for (int i = first; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            if (i > first && segment.baseOffset() != end) {
                String why = "it should begin with offset " + end;
                // a process that ends leaves no gap between segments: their deletion begins with the newest
                if (pageCache == PageCache.KEPT) throw new DamagedLogException(segment.path(), 0, why);
                fault(segments, i, 0, why);
                break;
            }
            int position = i == first ? positionIn(segment, from) : 0;
            if (!scan(segments, i, position)) break;
        }
        if (logStartOffset > end) goOnBehindDeleted(segments);
        Segment active = segments.get(segments.size() - 1);
        return new LogState(segments.toArray(Segment[]::new), active.size(), logStartOffset, end);
    }

    /**
     * What was deleted is not missed, though a lost page cache took it as well: the log goes on where it began. Were it to
     * go on with a lower offset, that record would be below the start that is written down, and deleted by the next start.
     */
    private void goOnBehindDeleted(List<Segment> segments) throws IOException {
        Segment fresh = Segment.create(files, folder, logStartOffset, indexIntervalBytes);
        // by name on the disk before the others go, oldest first: a start that is cut off here is finished by the next
        force.folder(folder);
        for (Segment segment : segments) segment.delete();
        segments.clear();
        segments.add(fresh);
        end = logStartOffset;
    }

    private long firstOffset() throws IOException {
        if (point == null || point.offset() == 0) return point == null ? 0 : point.logStartOffset();
        if (point.position() == 0 && point.segmentBase() == point.offset()) return point.offset();
        throw new DamagedLogException(
                LogFiles.file(folder, point.segmentBase(), LogFiles.LOG_SUFFIX),
                0,
                "the file is missing, offsets up to " + point.offset() + " were in it");
    }

    /** The log may begin behind the recovery point: then what the point named has been deleted, not lost. */
    private static RecoveryPoint aboveDeleted(RecoveryPoint point, long oldest) {
        if (point.segmentBase() >= oldest || point.logStartOffset() < oldest) return point;
        return new RecoveryPoint(point.logStartOffset(), oldest, oldest, 0);
    }

    private static RecoveryPoint unknown(List<Segment> segments) {
        long base = segments.get(0).baseOffset();
        return new RecoveryPoint(base, base, base, 0);
    }

    private List<Segment> open() throws IOException {
        List<Long> bases = new ArrayList<>();
        try (Stream<Path> names = Files.list(folder)) {
            names.mapToLong(LogFiles::baseOffset)
                    .filter(base -> base >= 0)
                    .sorted()
                    .forEach(bases::add);
        }
        List<Segment> segments = new ArrayList<>(bases.size());
        for (long base : bases) segments.add(Segment.open(files, folder, base, indexIntervalBytes));
        if (point != null) finishDeletions(segments, point);
        return segments;
    }

    /** Segments below the log's start were about to be deleted when the node ended. */
    private static void finishDeletions(List<Segment> segments, RecoveryPoint point) throws IOException {
        boolean emptied = point.position() == 0 && point.segmentBase() == point.logStartOffset();
        while (!segments.isEmpty()) {
            boolean below = segments.size() > 1
                    ? segments.get(1).baseOffset() <= point.logStartOffset()
                    : emptied && segments.get(0).baseOffset() < point.segmentBase();
            if (!below) return;
            segments.remove(0).delete();
        }
    }

    /** The segment that the recovery point lies in; what was durable must be there. */
    private int segmentOf(List<Segment> segments, RecoveryPoint from) throws IOException {
        if (from.offset() == 0 && from.segmentBase() < segments.get(0).baseOffset()) return 0;
        if (segments.get(0).baseOffset() > from.logStartOffset())
            throw new DamagedLogException(
                    segments.get(0).path(),
                    0,
                    "the segment before it is missing, the log began with offset " + from.logStartOffset());
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i).baseOffset() == from.segmentBase()) return i;
        }
        throw new DamagedLogException(
                LogFiles.file(folder, from.segmentBase(), LogFiles.LOG_SUFFIX),
                0,
                "the file is missing, offsets up to " + from.offset() + " were in it");
    }

    private static int positionIn(Segment segment, RecoveryPoint from) throws IOException {
        if (from.segmentBase() != segment.baseOffset()) return 0;
        if (segment.size() < from.position())
            throw new DamagedLogException(
                    segment.path(),
                    segment.size(),
                    "the file ends here, but was durable up to position " + from.position());
        return from.position();
    }

    /** Checks a segment from {@code position} on; false when something was cut and the log ends here. */
    private boolean scan(List<Segment> segments, int index, int position) throws IOException {
        Segment segment = segments.get(index);
        if (position == segment.size() && index == segments.size() - 1 && position > 0) return true;
        if (position == 0 && segment.size() == 0) return true;
        prepareIndexes(segment, position);
        try (FileCache.Handle file = segment.file()) {
            HeaderWalk walk = new HeaderWalk(file.channel(), position, segment.size());
            BatchSearch search = new BatchSearch(file.channel(), segment.size());
            while (true) {
                String fault = nextFault(segment, search, walk);
                if (fault != null) {
                    if (pageCache == PageCache.KEPT)
                        refuseUnlessUnfinished(segments, index, search, walk.position(), fault);
                    fault(segments, index, (int) walk.position(), fault);
                    return false;
                }
                if (walk.position() == segment.size()) return true;
                segment.recovered(walk);
                end = walk.lastOffset() + 1;
                walk.advance();
            }
        }
    }

    /** Durable entries stay; those of what is scanned are made anew. */
    private static void prepareIndexes(Segment segment, int position) throws IOException {
        segment.cutIndexes(position);
        try (FileCache.Handle file = segment.file()) {
            int from = segment.lastIndexedPosition();
            if (from < 0 || from > position) throw new BadHeaderException(from, "an index entry out of order");
            HeaderWalk walk = new HeaderWalk(file.channel(), from, position);
            while (walk.read()) {
                segment.recovered(walk);
                walk.advance();
            }
        } catch (BadHeaderException wrongIndex) {
            segment.rebuildIndexesUpTo(position);
        }
    }

    /** What is wrong with the next batch; null when it is good or the segment ends. */
    private @Nullable String nextFault(Segment segment, BatchSearch search, HeaderWalk walk) throws IOException {
        try {
            if (!walk.read()) return null;
        } catch (BadHeaderException bad) {
            return bad.what;
        }
        if (walk.baseOffset() < end) return "offset " + walk.baseOffset() + " comes again, " + end + " was next";
        if (walk.position() == 0 && walk.baseOffset() != segment.baseOffset())
            return "the first offset is " + walk.baseOffset();
        BatchFault fault = BatchCheck.headerFault(search.header(walk.position()), 0, RecordBatch.HEADER_BYTES);
        if (fault == null && !search.isCrcValid(walk.position(), walk.size())) fault = BatchFault.CRC;
        return fault == null ? null : fault.sentence();
    }

    /**
     * The end of a process leaves at most the beginning of the batches that it wrote last: what is whole, or has
     * batches behind it up to the end of the file, became bad in another way, and may have been acknowledged. Whole
     * batches that do not reach the end may be what the value of an unfinished record holds.
     */
    private void refuseUnlessUnfinished(
            List<Segment> segments, int index, BatchSearch search, long position, String what) throws IOException {
        Segment segment = segments.get(index);
        long rest = segment.size() - position;
        boolean unfinished = rest < RecordBatch.HEADER_BYTES || isCutShort(search.header(position), rest);
        if (index == segments.size() - 1 && unfinished && !goesOnToTheEnd(segment, position)) return;
        throw new DamagedLogException(
                segment.path(), (int) position, what + "; no crash has left it so, as the machine ran on");
    }

    private static boolean isCutShort(ByteBuffer header, long rest) {
        return RecordBatch.magic(header, 0) == RecordBatch.MAGIC && RecordBatch.sizeInBytes(header, 0) > rest;
    }

    /** Cuts the log at the fault; if that might be more than a torn tail and nothing is known, refuses. */
    private void fault(List<Segment> segments, int index, int position, String what) throws IOException {
        Segment segment = segments.get(index);
        if (point == null && (index < segments.size() - 1 || goesOn(segment, position)))
            throw new DamagedLogException(
                    segment.path(), position, what + "; the recovery points are lost, so nothing is cut");
        long bytes = segment.size() - position;
        for (int i = segments.size() - 1; i > index; i--) {
            bytes += segments.get(i).size();
            segments.remove(i).delete();
        }
        LogFiles.LOG.warn(
                "{}: cut {} bytes that a crash had left unfinished, at position {} of {} ({}); the log ends with"
                        + " offset {}",
                folder.getFileName(),
                bytes,
                position,
                segment.path().getFileName(),
                what,
                end);
        // the recovery point names the first one scanned, so it must be there at the next start
        if (position == 0 && index > first) segments.remove(index).delete();
        else segment.truncate(position);
    }

    /** Whether a good batch stands anywhere behind the faulty one: then it is no torn tail. */
    private boolean goesOn(Segment segment, int position) throws IOException {
        try (FileCache.Handle file = segment.file()) {
            BatchSearch search = new BatchSearch(file.channel(), segment.size());
            return search.next(position, end, segment.baseOffset() + Integer.MAX_VALUE) >= 0;
        }
    }

    private boolean goesOnToTheEnd(Segment segment, long position) throws IOException {
        try (FileCache.Handle file = segment.file()) {
            BatchSearch search = new BatchSearch(file.channel(), segment.size());
            long offsetMax = segment.baseOffset() + Integer.MAX_VALUE;
            long at = search.next(position, end, offsetMax);
            while (at >= 0) {
                long until = search.endOfRun(at, end, offsetMax);
                if (until == segment.size()) return true;
                at = search.next(until - 1, end, offsetMax);
            }
            return false;
        }
    }
}
