package akkord.persistence.log;

import akkord.persistence.log.producers.ProducerTable;
import akkord.protocol.batch.RecordBatch;
import akkord.protocol.config.TopicSettings;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.LogReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;

/**
 * One replica's log. Everything that changes it is called by one owner, one call at a time; {@link #reader()}
 * serves any thread, {@link #force()} and the checkpoint run beside the owner.
 */
public final class PartitionLog {

    private final LogEnvironment environment;
    private final TopicPartition partition;
    private final String noteName;
    private final Path folder;
    private final EpochCheckpoint epochs;
    private final SegmentReader reader;
    private final FlushProgress progress;
    private final ProducerStates producers;
    private volatile LogState state;
    private volatile boolean closed;
    private TopicSettings settings;
    private final SegmentAge age = new SegmentAge(new SplittableRandom());

    private PartitionLog(
            LogEnvironment environment,
            TopicPartition partition,
            String noteName,
            Path folder,
            LogState state,
            EpochCheckpoint epochs,
            FlushProgress progress,
            TopicSettings settings) {
        this.environment = environment;
        this.partition = partition;
        this.noteName = noteName;
        this.folder = folder;
        this.state = state;
        this.epochs = epochs;
        this.progress = progress;
        this.settings = settings;
        this.producers = new ProducerStates(
                folder, environment.clock(), environment.bounds().producersMax());
        this.reader = new SegmentReader(this::state, environment.batchTimes(), epochs);
    }

    /**
     * Opens a log, recovering what a crash has left, or makes a new one.
     *
     * @throws DamagedLogException bytes that were durable once are missing or wrong
     */
    static PartitionLog open(
            LogEnvironment environment, TopicPartition partition, TopicId topicId, TopicSettings settings)
            throws IOException {
        Path folder = LogFolder.of(environment, partition, topicId);
        Force force = environment.force();
        String noteName = LogFiles.noteName(partition, topicId);
        Emptying.finish(environment, folder, noteName);
        RecoveryPoint point = environment.recoveryPoints().of(noteName);
        LogState state = new Recovery(environment, folder, settings.indexIntervalBytes(), point).run();
        EpochCheckpoint epochs = EpochRecovery.recover(folder, state, force);
        long flushed = point == null ? state.logStartOffset() : Math.min(point.offset(), state.logEndOffset());
        FlushProgress progress = new FlushProgress(force, folder, flushed);
        PartitionLog log =
                new PartitionLog(environment, partition, noteName, folder, state, epochs, progress, settings);
        log.producers.recover(state, log.reader);
        return log;
    }

    public Path folder() {
        return folder;
    }

    public LogReader reader() {
        return reader;
    }

    /** The idempotent producers; only for the log's owner. What it stages is kept or taken back by {@link #append}. */
    public ProducerTable producers() {
        return producers.table();
    }

    public long logStartOffset() {
        return state.logStartOffset();
    }

    public long logEndOffset() {
        return state.logEndOffset();
    }

    /** Everything below is on the disk. */
    public long flushedOffset() {
        return progress.offset();
    }

    /** Completes when a flush, whoever asked for it, has failed: nothing can be written here until the node restarts. */
    public CompletionStage<IOException> flushFailure() {
        return progress.failure();
    }

    /** The leader epoch of the last batch, -1 in a log that never had one. */
    public int latestEpoch() {
        return epochs.latestEpoch();
    }

    /** Where the largest epoch up to {@code epoch} ends; what a follower truncates to (KIP-101, KIP-279). */
    public EpochEnd endOffsetForEpoch(int epoch) {
        return epochs.endOffset(epoch, state.logEndOffset());
    }

    LogState state() {
        return state;
    }

    TopicPartition partition() {
        return partition;
    }

    /**
     * Writes whole, checked batches whose offsets follow on from {@link #logEndOffset()}: one gathered write for
     * all of them, unless a segment is full in between. Returns the new end. After an exception nothing of the
     * failed write is in the log, and a later one may succeed.
     */
    public long append(ByteBuffer[] batches, int leaderEpoch) throws IOException {
        usable();
        boolean newEpoch = noteEpoch(leaderEpoch);
        LogState before = state;
        producers.appending(batches);
        try {
            int from = 0;
            while (from < batches.length) {
                rollIfFull(batches[from]);
                int to = fitting(batches, from);
                write(from == 0 && to == batches.length ? batches : Arrays.copyOfRange(batches, from, to));
                from = to;
            }
        } catch (IOException failed) {
            if (state != before) takeBack(before, failed);
            if (newEpoch && state.logEndOffset() == before.logEndOffset()) epochs.forget(leaderEpoch);
            producers.table().rollBack(state.logEndOffset());
            throw failed;
        }
        producers.appended(state.logEndOffset());
        return state.logEndOffset();
    }

    /** Whether an epoch begins with the batches to be written. */
    private boolean noteEpoch(int leaderEpoch) throws IOException {
        boolean news = epochs.note(leaderEpoch, state.logEndOffset());
        if (!news && epochs.isAsWritten()) return false;
        try {
            epochs.write();
        } catch (IOException failed) {
            // Not on the disk, so it must be news again to the next append.
            if (news) epochs.forget(leaderEpoch);
            throw failed;
        }
        return news;
    }

    /** Batches written before the segment was full go too when those behind them could not be written. */
    private synchronized void takeBack(LogState before, IOException cause) {
        try {
            // A checkpoint may have come in between: what it names is about to go.
            lowerRecoveryPoint(before);
            for (int i = state.segments().length - 1; i >= before.segments().length; i--) state.segments()[i].delete();
            before.active().truncate(before.activeBytes());
            state = before;
            progress.lowerTo(before.logEndOffset());
            age.unknown();
        } catch (IOException cannotCut) {
            cause.addSuppressed(cannotCut);
        }
    }

    private void write(ByteBuffer[] batches) throws IOException {
        LogState now = state;
        long bytes = 0;
        for (ByteBuffer batch : batches) bytes += batch.remaining();
        age.wrote(environment.clock().millis());
        ByteBuffer last = batches[batches.length - 1];
        long end = endOffset(last, last.position());
        now.active().append(batches, bytes);
        state = new LogState(now.segments(), now.activeBytes() + (int) bytes, now.logStartOffset(), end);
    }

    /** The offset behind the last batch of a buffer. */
    private static long endOffset(ByteBuffer buffer, int from) {
        int at = from;
        while (at + RecordBatch.sizeInBytes(buffer, at) < buffer.limit()) at += RecordBatch.sizeInBytes(buffer, at);
        return RecordBatch.lastOffset(buffer, at) + 1;
    }

    /** How many of the buffers, from {@code from} on, the active segment still takes; at least one. */
    private int fitting(ByteBuffer[] batches, int from) {
        LogState now = state;
        long bytes = now.activeBytes() + (long) batches[from].remaining();
        int to = from + 1;
        while (to < batches.length && bytes + batches[to].remaining() <= settings.segmentBytes()) {
            bytes += batches[to].remaining();
            to++;
        }
        return to;
    }

    private void rollIfFull(ByteBuffer next) throws IOException {
        LogState now = state;
        if (now.activeBytes() == 0) return;
        boolean full = (long) now.activeBytes() + next.remaining() > settings.segmentBytes()
                || endOffset(next, next.position()) - now.active().baseOffset() > Integer.MAX_VALUE
                || now.active().indexesFull(settings.segmentIndexBytes());
        if (full || age.isOld(now.active(), settings, environment.clock().millis())) roll();
    }

    /** Closes the active segment and begins another. */
    private void roll() throws IOException {
        LogState now = state;
        now.active().flushIndexes();
        Segment fresh = Segment.create(environment.files(), folder, now.logEndOffset(), settings.indexIntervalBytes());
        progress.named();
        state = now.rolled(fresh);
        producers.rolled();
        age.unknown();
        environment.forceSoon(this);
    }

    /** Completes when everything below {@code upTo} is on the disk, sharing the flush with whoever else waits. */
    public CompletionStage<Long> flush(long upTo) {
        return environment.flusher().flush(this, upTo);
    }

    /** Forces what is in the log now, unless an earlier flush has failed. */
    synchronized long force() throws IOException {
        return closed ? progress.offset() : progress.force(state);
    }

    /**
     * Forces what is not durable yet and moves the recovery point there. It holds off whoever would cut or drop
     * segments: a point noted behind their back would name bytes that are gone, and the next start would call
     * that damage.
     */
    synchronized void checkpoint() throws IOException {
        LogState now = state;
        if (closed) return;
        force();
        now.active().flushIndexes();
        RecoveryPoint point = new RecoveryPoint(
                now.logStartOffset(), now.logEndOffset(), now.active().baseOffset(), now.activeBytes());
        environment.recoveryPoints().put(noteName, point);
    }

    /** Writes down what is known of the producers, so that a start after a crash reads only the headers behind that. */
    public void checkpointProducers() {
        if (!closed) producers.checkpoint(state.logEndOffset());
    }

    /** Drops what lies below {@code offset}; whole segments go at once. Returns the new start. */
    public synchronized long advanceLogStart(long offset) throws IOException {
        usable();
        LogState now = state;
        long start = Math.min(Math.max(offset, now.logStartOffset()), now.logEndOffset());
        if (start == now.logStartOffset()) return start;
        state = now.with(start);
        long firstSegmentBase = now.segments()[now.indexOf(start)].baseOffset();
        environment.recoveryPoints().advanceStart(noteName, start, firstSegmentBase);
        if (epochs.truncateBefore(start)) epochs.write();
        deleteBelow(start);
        producers.startMoved(start, state.logEndOffset());
        return start;
    }

    /**
     * Retention: whole segments that are too old, or that make the log larger than it may be, go; never the active
     * one, never what lies at or above {@code highWatermark}. An active segment that is old enough is closed.
     * Returns how many segments went.
     */
    public int clean(long nowMillis, long highWatermark) throws IOException {
        usable();
        if (state.activeBytes() > 0 && age.isOld(state.active(), settings, nowMillis)) roll();
        if (!settings.cleanupPolicy().deletes()) return 0;
        int before = state.segments().length;
        long start = Retention.newStart(state, settings, nowMillis, highWatermark);
        if (start > state.logStartOffset()) advanceLogStart(start);
        return before - state.segments().length;
    }

    private void deleteBelow(long start) throws IOException {
        LogState now = state;
        int keep = now.indexOf(start);
        if (keep == 0) return;
        Segment[] gone = Arrays.copyOfRange(now.segments(), 0, keep);
        Segment[] kept = Arrays.copyOfRange(now.segments(), keep, now.segments().length);
        Segment oldest = kept[0];
        environment.force().folder(folder);
        environment.recoveryPoints().dropBelow(noteName, oldest.baseOffset());
        // Persisted first: after a crash in between, a missing first segment must not look like damage.
        environment.recoveryPoints().write();
        state = new LogState(kept, now.activeBytes(), now.logStartOffset(), now.logEndOffset());
        for (Segment segment : gone) segment.delete();
    }

    /** Cuts everything at and behind {@code offset}, with the batch that holds it. Returns the new end. */
    public synchronized long truncateTo(long offset) throws IOException {
        usable();
        LogState now = state;
        if (offset >= now.logEndOffset()) return now.logEndOffset();
        if (offset <= now.logStartOffset()) return truncateFullyAndStartAt(now.logStartOffset());
        state = Truncation.cut(now, offset, reader, this::cutTo);
        truncated();
        return state.logEndOffset();
    }

    /** Empties the log; the next record gets {@code offset}. After an exception it must be opened again. */
    public synchronized long truncateFullyAndStartAt(long offset) throws IOException {
        usable();
        progress.named();
        try {
            state = Emptying.run(environment, folder, noteName, state, epochs, offset, settings.indexIntervalBytes());
        } catch (IOException halfDone) {
            // no checkpoint may name what is gone by now
            release();
            throw halfDone;
        }
        truncated();
        return offset;
    }

    private void truncated() throws IOException {
        age.unknown();
        progress.lowerTo(state.logEndOffset());
        if (epochs.truncateFrom(state.logEndOffset())) epochs.write();
        producers.recover(state, reader);
    }

    /** Readers must see the shorter log before anything of the longer one goes, or they take it for damage. */
    private void cutTo(LogState cut) throws IOException {
        producers.dropAbove(cut.logEndOffset());
        lowerRecoveryPoint(cut);
        state = cut;
    }

    private void lowerRecoveryPoint(LogState cutTo) throws IOException {
        RecoveryPoints points = environment.recoveryPoints();
        RecoveryPoint point = points.of(noteName);
        if (point == null || point.offset() <= cutTo.logEndOffset()) return;
        points.put(
                noteName,
                new RecoveryPoint(
                        Math.min(point.logStartOffset(), cutTo.logEndOffset()),
                        cutTo.logEndOffset(),
                        cutTo.active().baseOffset(),
                        cutTo.activeBytes()));
        points.write();
    }

    /** From now on these settings hold; a smaller segment size takes effect with the next append. */
    public void updateSettings(TopicSettings newSettings) {
        settings = newSettings;
    }

    /** Forces everything, remembers it, and lets the files go. The log is not used any more. */
    public void close() throws IOException {
        if (closed) return;
        try {
            checkpoint();
            if (state.logEndOffset() > 0) producers.snapshot(state.logEndOffset());
        } finally {
            release();
        }
    }

    /** Removes the log for good. */
    public void delete() throws IOException {
        release();
        environment.deleteFiles(partition);
    }

    private synchronized void release() {
        closed = true;
        environment.closed(this);
        for (Segment segment : state.segments()) segment.releaseFiles();
    }

    private void usable() throws IOException {
        if (closed) throw new IOException(folder + " is closed");
        progress.check();
    }
}
