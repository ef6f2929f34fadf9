package akkord.persistence.log;

import akkord.persistence.log.HeaderWalk.BadHeaderException;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.LogReader;
import akkord.protocol.partition.LogReader.TimestampedOffset;
import akkord.protocol.partition.LogSlice;
import akkord.protocol.partition.OffsetOutOfRangeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads a log through whatever {@link LogState} is newest. Any thread. */
final class SegmentReader implements LogReader {

    /** Who has to walk further than this from an index entry has met an index that lost some. */
    private static final int WALK_BYTES_MAX = 8 << 20;

    private final Supplier<LogState> states;
    private final BatchTimes batchTimes;
    private final EpochCheckpoint epochs;

    SegmentReader(Supplier<LogState> states, BatchTimes batchTimes, EpochCheckpoint epochs) {
        this.states = states;
        this.batchTimes = batchTimes;
        this.epochs = epochs;
    }

    @Override
    public LogSlice read(long offset, long below, int maxBytes, boolean atLeastOneBatch) throws IOException {
        while (true) {
            LogState state = states.get();
            try {
                return read(state, offset, below, maxBytes, atLeastOneBatch);
            } catch (DamagedLogException | NoSuchFileException | IndexCutException e) {
                if (!(e instanceof IndexCutException) && !isOutdated(state)) throw e;
            }
        }
    }

    /** What looks like damage is none when the owner has cut or dropped what was being read. */
    private boolean isOutdated(LogState state) {
        LogState now = states.get();
        return now.segments() != state.segments() || now.logEndOffset() < state.logEndOffset();
    }

    private static LogSlice read(LogState state, long offset, long below, int maxBytes, boolean atLeastOneBatch)
            throws IOException {
        if (offset < state.logStartOffset() || offset > state.logEndOffset())
            throw new OffsetOutOfRangeException(offset, state.logStartOffset(), state.logEndOffset());
        long end = Math.min(below, state.logEndOffset());
        if (offset >= end) return FileSlice.EMPTY;
        int index = state.indexOf(offset);
        return slice(state, index, offset, end, maxBytes, atLeastOneBatch);
    }

    /** Also of an epoch later than the log's last, in which nothing was written: then the end of the last one. */
    @Override
    public LogReader.EpochEnd endOffsetForEpoch(int leaderEpoch) {
        long logEndOffset = states.get().logEndOffset();
        int epoch = Math.min(leaderEpoch, epochs.latestEpoch());
        akkord.persistence.log.EpochEnd end = epochs.endOffset(epoch, logEndOffset);
        return new LogReader.EpochEnd(end.epoch(), end.endOffset());
    }

    private static LogSlice slice(
            LogState state, int index, long offset, long below, int maxBytes, boolean atLeastOneBatch)
            throws IOException {
        Segment segment = state.segments()[index];
        int readable = state.readableBytes(index);
        FileCache.Handle file = segment.file();
        try {
            Found first = find(segment, file, offset, readable);
            int limit = below >= state.endOffset(index) ? readable : find(segment, file, below, readable).position;
            if (limit <= first.position) return empty(file);
            int end = (int) Math.min(limit, first.position + (long) Math.max(maxBytes, 0));
            if (end < limit) end = wholeBatches(segment, file, first.position, end, readable);
            if (end <= first.position) {
                if (!atLeastOneBatch) return empty(file);
                end = first.position + first.size;
            }
            return new FileSlice(file, first.position, end - first.position, first.baseOffset);
        } catch (BadHeaderException damage) {
            file.close();
            throw new DamagedLogException(segment.path(), damage.position, damage.what);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static LogSlice empty(FileCache.Handle file) {
        file.close();
        return FileSlice.EMPTY;
    }

    private record Found(int position, int size, long baseOffset) {}

    /** The batch that holds {@code offset}. An index that leads astray is built again, once. */
    private static Found find(Segment segment, FileCache.Handle file, long offset, int readable) throws IOException {
        try {
            int from = segment.positionAtOrBefore(offset);
            Found found = walkTo(segment, file, from, offset, readable);
            if (found.position - from > WALK_BYTES_MAX) segment.fillIndexHole();
            return found;
        } catch (BadHeaderException wrongIndexOrDamage) {
            LogFiles.LOG.debug("{}: {}", segment.path(), wrongIndexOrDamage.getMessage());
        }
        segment.rebuildIndexes();
        try {
            return walkTo(segment, file, segment.positionAtOrBefore(offset), offset, readable);
        } catch (BadHeaderException damage) {
            throw new DamagedLogException(segment.path(), damage.position, damage.what);
        }
    }

    private static Found walkTo(Segment segment, FileCache.Handle file, int from, long offset, int readable)
            throws IOException {
        if (from < 0 || from >= readable) throw new BadHeaderException(from, "nothing is here");
        HeaderWalk walk = new HeaderWalk(file.channel(), from, readable);
        long expected = segment.baseOffset();
        while (walk.read()) {
            if (walk.baseOffset() < expected || walk.baseOffset() > offset)
                throw new BadHeaderException(
                        walk.position(),
                        "a batch with base offset " + walk.baseOffset() + " where offset " + expected
                                + " and behind was expected");
            if (walk.lastOffset() >= offset) return new Found((int) walk.position(), walk.size(), walk.baseOffset());
            expected = walk.lastOffset() + 1;
            walk.advance();
        }
        throw new BadHeaderException(
                walk.position(), "the record with offset " + offset + " should be here, but the file ends");
    }

    /** The end of the last batch that ends at or before {@code end}. */
    private static int wholeBatches(Segment segment, FileCache.Handle file, int from, int end, int readable)
            throws IOException {
        int start = Math.max(from, segment.indexedPositionAtOrBelow(end - 1));
        try {
            return wholeBatchesFrom(file, start, end, readable);
        } catch (BadHeaderException wrongIndexOrDamage) {
            return wholeBatchesFrom(file, from, end, readable);
        }
    }

    private static int wholeBatchesFrom(FileCache.Handle file, int from, int end, int readable) throws IOException {
        HeaderWalk walk = new HeaderWalk(file.channel(), from, readable);
        int whole = from;
        while (whole < end && walk.read() && walk.position() + walk.size() <= end) {
            walk.advance();
            whole = (int) walk.position();
        }
        return whole;
    }

    @Override
    public Optional<TimestampedOffset> firstAtOrAfter(long timestampMillis, long below) throws IOException {
        while (true) {
            LogState state = states.get();
            try {
                return firstAtOrAfter(state, timestampMillis, below);
            } catch (DamagedLogException | NoSuchFileException | IndexCutException e) {
                if (!(e instanceof IndexCutException) && !isOutdated(state)) throw e;
            }
        }
    }

    private Optional<TimestampedOffset> firstAtOrAfter(LogState state, long timestampMillis, long below)
            throws IOException {
        for (int index = state.indexOf(state.logStartOffset()); index < state.segments().length; index++) {
            Segment segment = state.segments()[index];
            if (segment.baseOffset() >= below) break;
            if (segment.maxTimestamp() < timestampMillis) continue;
            long from = Math.max(segment.offsetBefore(timestampMillis), state.logStartOffset());
            Optional<TimestampedOffset> found = search(state, index, from, timestampMillis, below);
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }

    private Optional<TimestampedOffset> search(LogState state, int index, long from, long timestampMillis, long below)
            throws IOException {
        Segment segment = state.segments()[index];
        int readable = state.readableBytes(index);
        if (readable == 0) return Optional.empty();
        try (FileCache.Handle file = segment.file()) {
            Found start = find(segment, file, from, readable);
            HeaderWalk walk = new HeaderWalk(file.channel(), start.position, readable);
            while (walk.read() && walk.baseOffset() < below) {
                if (walk.maxTimestamp() >= timestampMillis) {
                    Optional<TimestampedOffset> found =
                            inBatch(file, walk, timestampMillis, Math.max(from, state.logStartOffset()), below);
                    if (found.isPresent()) return found;
                }
                walk.advance();
            }
            return Optional.empty();
        } catch (BadHeaderException damage) {
            throw new DamagedLogException(segment.path(), damage.position, damage.what);
        }
    }

    private Optional<TimestampedOffset> inBatch(
            FileCache.Handle file, HeaderWalk walk, long timestampMillis, long from, long below) throws IOException {
        int epoch = walk.leaderEpoch();
        ByteBuffer batch = ByteBuffer.allocate(walk.size());
        while (batch.hasRemaining()) {
            if (file.channel().read(batch, walk.position() + batch.position()) < 0)
                throw new IOException("the segment was cut while it was read");
        }
        return batchTimes
                .firstAtOrAfter(batch.flip(), timestampMillis, from)
                .filter(found -> found.offset() < below)
                .map(found -> new TimestampedOffset(found.offset(), found.timestampMillis(), epoch));
    }

    @Override
    public Optional<TimestampedOffset> maxTimestamp(long below) throws IOException {
        LogState state = states.get();
        long latest = -1;
        for (Segment segment : state.segments())
            if (segment.baseOffset() < below) latest = Math.max(latest, segment.maxTimestamp());
        return latest < 0 ? Optional.empty() : firstAtOrAfter(latest, below);
    }

    @Override
    public long sizeBytes() {
        LogState state = states.get();
        long bytes = 0;
        for (int i = 0; i < state.segments().length; i++) bytes += state.readableBytes(i);
        return bytes;
    }
}
