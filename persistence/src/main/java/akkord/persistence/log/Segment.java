package akkord.persistence.log;

import akkord.persistence.log.HeaderWalk.BadHeaderException;
import akkord.protocol.batch.RecordBatch;
import akkord.protocol.partition.DamagedLogException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * One segment: a file of batches from {@code baseOffset} on, and its two indexes. Its owner appends; any thread
 * reads up to a size it was told of. An index that contradicts the file is built again.
 */
final class Segment {

    private static final int OFFSET_ENTRY_BYTES = 8;
    private static final int TIME_ENTRY_BYTES = 12;

    private final FileCache files;
    private final long baseOffset;
    private final Path path;
    private final int indexIntervalBytes;
    private volatile IndexFile offsets;
    private volatile IndexFile times;
    private volatile int size;
    private volatile long maxTimestamp = Long.MIN_VALUE;
    private volatile long maxTimestampOffset = -1;
    private int bytesSinceEntry;
    private boolean holeFilled;
    private long lastTimeEntry = Long.MIN_VALUE;

    private Segment(FileCache files, Path folder, long baseOffset, int size, int indexIntervalBytes) {
        this.files = files;
        this.baseOffset = baseOffset;
        this.path = LogFiles.file(folder, baseOffset, LogFiles.LOG_SUFFIX);
        this.indexIntervalBytes = indexIntervalBytes;
        this.offsets =
                IndexFile.open(files, LogFiles.file(folder, baseOffset, LogFiles.INDEX_SUFFIX), OFFSET_ENTRY_BYTES);
        this.times =
                IndexFile.open(files, LogFiles.file(folder, baseOffset, LogFiles.TIME_INDEX_SUFFIX), TIME_ENTRY_BYTES);
        this.size = size;
    }

    /** A new, empty segment; what stands under its names is gone. */
    static Segment create(FileCache files, Path folder, long baseOffset, int indexIntervalBytes) throws IOException {
        Segment segment = new Segment(files, folder, baseOffset, 0, indexIntervalBytes);
        segment.offsets.delete();
        segment.times.delete();
        files.forget(segment.path);
        FileChannel.open(
                        segment.path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)
                .close();
        segment.maxTimestamp = -1;
        return segment;
    }

    /** A segment that is there, as large as its file. */
    static Segment open(FileCache files, Path folder, long baseOffset, int indexIntervalBytes) throws IOException {
        Path path = LogFiles.file(folder, baseOffset, LogFiles.LOG_SUFFIX);
        long size = Files.size(path);
        if (size > Integer.MAX_VALUE)
            throw new DamagedLogException(path, Integer.MAX_VALUE, "a segment is never larger than 2 GiB");
        return new Segment(files, folder, baseOffset, (int) size, indexIntervalBytes);
    }

    long baseOffset() {
        return baseOffset;
    }

    Path path() {
        return path;
    }

    int size() {
        return size;
    }

    FileCache.Handle file() throws IOException {
        return files.acquire(path);
    }

    boolean indexesFull(int segmentIndexBytes) throws IOException {
        return (long) (offsets.entries() + 1) * OFFSET_ENTRY_BYTES > segmentIndexBytes
                || (long) (times.entries() + 1) * TIME_ENTRY_BYTES > segmentIndexBytes;
    }

    /** Writes batches at the end, in one gathered write, and indexes them. After an exception nothing is there. */
    synchronized void append(ByteBuffer[] buffers, long bytes) throws IOException {
        int[] starts = new int[buffers.length];
        for (int i = 0; i < buffers.length; i++) starts[i] = buffers[i].position();
        int position = size;
        // What is not known yet is found out from the batches that are there, not from those to come.
        maxTimestamp();
        write(buffers, bytes);
        for (int i = 0; i < buffers.length; i++) {
            ByteBuffer buffer = buffers[i];
            for (int at = starts[i]; at < buffer.limit(); at += RecordBatch.sizeInBytes(buffer, at)) {
                int batchBytes = RecordBatch.sizeInBytes(buffer, at);
                indexed(
                        RecordBatch.baseOffset(buffer, at),
                        RecordBatch.lastOffset(buffer, at),
                        RecordBatch.maxTimestamp(buffer, at),
                        position,
                        batchBytes);
                position += batchBytes;
            }
        }
    }

    private void write(ByteBuffer[] buffers, long bytes) throws IOException {
        try (FileCache.Handle file = file()) {
            FileChannel channel = file.channel();
            try {
                channel.position(size);
                long missing = bytes;
                while (missing > 0) missing -= channel.write(buffers);
            } catch (IOException cause) {
                // What was written in part must not be taken for a torn tail later, nor be read by anyone.
                try {
                    channel.truncate(size);
                } catch (IOException cannotCut) {
                    cause.addSuppressed(cannotCut);
                }
                throw cause;
            }
        }
        size += (int) bytes;
    }

    /** Tells the indexes of a batch that stands at {@code position}. Owner only, in order. */
    private void indexed(
            long batchBaseOffset, long batchLastOffset, long batchMaxTimestamp, int position, int batchBytes)
            throws IOException {
        if (bytesSinceEntry > indexIntervalBytes) {
            offsets.append(batchBaseOffset - baseOffset, position);
            timeEntry();
            bytesSinceEntry = 0;
        }
        if (batchMaxTimestamp > maxTimestamp()) {
            maxTimestamp = batchMaxTimestamp;
            maxTimestampOffset = batchLastOffset;
        }
        bytesSinceEntry += batchBytes;
    }

    /** The largest timestamp up to here, so that it need not be searched after a restart. Owner only. */
    private void timeEntry() throws IOException {
        long latest = maxTimestamp();
        if (latest <= lastTimeEntry || latest < 0) return;
        times.append(latest, (int) (maxTimestampOffset - baseOffset));
        lastTimeEntry = latest;
    }

    synchronized void flushIndexes() throws IOException {
        timeEntry();
        offsets.flush();
        times.flush();
    }

    void force(Force force) throws IOException {
        try (FileCache.Handle file = file()) {
            force.file(path, file.channel());
        }
    }

    /** The largest timestamp in it, -1 if there is none. */
    long maxTimestamp() throws IOException {
        if (maxTimestamp == Long.MIN_VALUE) loadMaxTimestamp();
        return maxTimestamp;
    }

    private synchronized void loadMaxTimestamp() throws IOException {
        if (maxTimestamp != Long.MIN_VALUE) return;
        int entries = times.entries();
        if (entries == 0 && size > 0) {
            rebuildIndexes();
            return;
        }
        if (entries == 0) {
            maxTimestamp = -1;
            return;
        }
        ByteBuffer last = times.entry(entries - 1);
        long offset = baseOffset + last.getInt(8);
        if (!standsAt(offset, last.getLong(0)) || goesLater(offset, last.getLong(0), size)) {
            rebuildIndexes();
            return;
        }
        maxTimestampOffset = offset;
        lastTimeEntry = last.getLong(0);
        maxTimestamp = last.getLong(0);
    }

    /** Whether a batch really ends with {@code offset} and has this time: retention must not believe a flipped bit. */
    private boolean standsAt(long offset, long timestamp) throws IOException {
        if (timestamp < 0 || offset < baseOffset) return false;
        int from = positionAtOrBefore(offset);
        if (from < 0 || from >= size) return false;
        try (FileCache.Handle file = file()) {
            HeaderWalk walk = new HeaderWalk(file.channel(), from, size);
            while (walk.read() && walk.lastOffset() < offset) walk.advance();
            return walk.position() < size && walk.lastOffset() == offset && walk.maxTimestamp() == timestamp;
        } catch (BadHeaderException wrong) {
            return false;
        }
    }

    /** Whether a batch behind {@code offset}, up to {@code limit}, has a later time: then the index has lost its end. */
    private boolean goesLater(long offset, long timestamp, int limit) throws IOException {
        try (FileCache.Handle file = file()) {
            HeaderWalk walk = new HeaderWalk(file.channel(), positionAtOrBefore(offset), limit);
            while (walk.read()) {
                if (walk.baseOffset() > offset && walk.maxTimestamp() > timestamp) return true;
                walk.advance();
            }
            return false;
        } catch (BadHeaderException wrong) {
            return true;
        }
    }

    /** A position at or before the batch that holds {@code offset}, where a batch begins. */
    int positionAtOrBefore(long offset) throws IOException {
        IndexFile index = offsets;
        int low = 0;
        int high = index.entries() - 1;
        int position = 0;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            ByteBuffer entry = index.entry(middle);
            if (baseOffset + entry.getInt(0) <= offset) {
                position = entry.getInt(4);
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return position;
    }

    /** The largest indexed position at or below {@code limit}; 0 if there is none. */
    int indexedPositionAtOrBelow(int limit) throws IOException {
        IndexFile index = offsets;
        int low = 0;
        int high = index.entries() - 1;
        int position = 0;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int candidate = index.entry(middle).getInt(4);
            if (candidate <= limit) {
                position = candidate;
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return position;
    }

    /** An offset before which no record is as late as {@code timestampMillis}. */
    long offsetBefore(long timestampMillis) throws IOException {
        IndexFile index = times;
        int low = 0;
        int high = index.entries() - 1;
        ByteBuffer found = null;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            ByteBuffer entry = index.entry(middle);
            if (entry.getLong(0) < timestampMillis) {
                found = entry;
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        if (found == null) return baseOffset;
        long offset = baseOffset + found.getInt(8);
        if (standsAt(offset, found.getLong(0))) return offset;
        rebuildIndexes();
        return baseOffset;
    }

    /** Entries are missing: the indexes are built again, once as long as the segment is open. */
    synchronized void fillIndexHole() throws IOException {
        if (holeFilled) return;
        holeFilled = true;
        rebuildIndexes();
    }

    /** Builds both indexes from the headers of the log. Any thread. */
    void rebuildIndexes() throws IOException {
        rebuildIndexesUpTo(-1);
    }

    /** The same, for the first {@code position} bytes; -1: all. */
    synchronized void rebuildIndexesUpTo(int position) throws IOException {
        LogFiles.LOG.warn("building the indexes of {} again: they are missing or do not fit the log", path);
        offsets.delete();
        times.delete();
        offsets = IndexFile.open(files, offsets.path(), OFFSET_ENTRY_BYTES);
        times = IndexFile.open(files, times.path(), TIME_ENTRY_BYTES);
        bytesSinceEntry = 0;
        lastTimeEntry = Long.MIN_VALUE;
        maxTimestamp = -1;
        index(0, position < 0 ? size : position);
        timeEntry();
    }

    private void index(int fromPosition, int toPosition) throws IOException {
        try (FileCache.Handle file = file()) {
            HeaderWalk walk = new HeaderWalk(file.channel(), fromPosition, toPosition);
            while (walk.read()) {
                indexed(walk.baseOffset(), walk.lastOffset(), walk.maxTimestamp(), (int) walk.position(), walk.size());
                walk.advance();
            }
        } catch (BadHeaderException bad) {
            throw new DamagedLogException(path, bad.position, bad.what);
        }
    }

    /** Cuts everything from {@code position} on, where a batch begins; the indexes follow. Owner only. */
    synchronized void truncate(int position) throws IOException {
        cutIndexes(position);
        try (FileCache.Handle file = file()) {
            file.channel().truncate(position);
        }
        size = position;
        index(lastIndexedPosition(), position);
    }

    /**
     * Forgets what the indexes say of {@code position} and behind, or everything if it makes no sense. Owner
     * only; a walk from {@link #lastIndexedPosition} must follow.
     */
    synchronized void cutIndexes(int position) throws IOException {
        int keep = offsets.entries();
        while (keep > 0 && offsets.entry(keep - 1).getInt(4) >= position) keep--;
        offsets.truncate(keep);
        // Which timestamps lie behind the last kept entry is not known: the walk that follows finds them again.
        long cutOffset =
                keep == 0 ? baseOffset : baseOffset + offsets.entry(keep - 1).getInt(0);
        int timesKept = times.entries();
        while (timesKept > 0 && baseOffset + times.entry(timesKept - 1).getInt(8) >= cutOffset) timesKept--;
        times.truncate(timesKept);
        bytesSinceEntry = 0;
        if (keep > 0 && timesKept > 0 && isLatest(times.entry(timesKept - 1))) return;
        // What the walk will not see is not known to be earlier: it must begin at 0.
        offsets.truncate(0);
        times.truncate(0);
        lastTimeEntry = Long.MIN_VALUE;
        maxTimestamp = -1;
        maxTimestampOffset = -1;
    }

    /** Believes a time entry that no batch up to the last offset entry contradicts. */
    private boolean isLatest(ByteBuffer entry) throws IOException {
        long timestamp = entry.getLong(0);
        long offset = baseOffset + entry.getInt(8);
        if (!standsAt(offset, timestamp) || goesLater(offset, timestamp, lastIndexedPosition())) return false;
        lastTimeEntry = timestamp;
        maxTimestamp = timestamp;
        maxTimestampOffset = offset;
        return true;
    }

    /** Indexes a batch that recovery has found good. Owner only, in order. */
    synchronized void recovered(HeaderWalk walk) throws IOException {
        indexed(walk.baseOffset(), walk.lastOffset(), walk.maxTimestamp(), (int) walk.position(), walk.size());
    }

    /** Where the last index entry points, from where a walk finds everything behind it. */
    int lastIndexedPosition() throws IOException {
        int entries = offsets.entries();
        return entries == 0 ? 0 : offsets.entry(entries - 1).getInt(4);
    }

    void delete() throws IOException {
        offsets.delete();
        times.delete();
        files.forget(path);
        Files.deleteIfExists(path);
    }

    void releaseFiles() {
        files.forget(path);
        files.forget(offsets.path());
        files.forget(times.path());
    }
}
