package akkord.actors.simulation;

import akkord.persistence.log.producers.ProducerTable;
import akkord.persistence.log.producers.ProducerVerdict;
import akkord.protocol.batch.RecordBatch;
import akkord.protocol.partition.LogReader.EpochEnd;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A replica's log with one record in each batch: what is in the page cache, and what the disk would show after the
 * power failed. A cut, too, is lost with the power unless something was flushed after it; to empty the log is not.
 */
final class SimulatedLog {

    /** One record. @param value unlike that of any other write @param chain stands for it and all before it */
    record Entry(long offset, int epoch, long value, ByteBuffer batch, long chain) {}

    private ProducerTable producers = new ProducerTable(1_000);
    private List<Entry> entries = new ArrayList<>();
    private List<Entry> onDisk = List.of();
    private long start;
    private long startOnDisk;
    private long flushedOffset;

    /** What a test has compared with the truth already; falls back when the log is cut. */
    long comparedOffset;

    long start() {
        return start;
    }

    long end() {
        return start + entries.size();
    }

    int lastEpoch() {
        return entries.isEmpty() ? -1 : entries.get(entries.size() - 1).epoch();
    }

    long flushedOffset() {
        return flushedOffset;
    }

    ProducerTable producers() {
        return producers;
    }

    Entry at(long offset) {
        return entries.get((int) (offset - start));
    }

    long chainBefore(long offset) {
        return offset <= start ? -1 : at(offset - 1).chain();
    }

    List<Entry> read(long from, long below) {
        return from >= below ? List.of() : List.copyOf(entries.subList((int) (from - start), (int) (below - start)));
    }

    ProducerVerdict judge(ByteBuffer batch, int epoch, long nowMillis) {
        RecordBatch.setBaseOffset(batch, 0, end());
        RecordBatch.setPartitionLeaderEpoch(batch, 0, epoch);
        return producers.stage(batch, nowMillis);
    }

    /** A leader's own, judged before. */
    Entry append(ByteBuffer batch, int epoch, long value) {
        long before = entries.isEmpty() ? -1 : entries.get(entries.size() - 1).chain();
        Entry entry = new Entry(end(), epoch, value, batch, chain(before, epoch, value));
        entries.add(entry);
        producers.commit();
        return entry;
    }

    /** A follower's, as they come. */
    void replicate(List<Entry> fetched, long nowMillis) {
        for (Entry entry : fetched) {
            if (entry.offset() != end())
                throw new Violation("offset " + entry.offset() + " would be written at the end " + end());
            entries.add(entry);
            producers.stageJudged(entry.batch(), 0, nowMillis);
            producers.commit();
        }
    }

    private static long chain(long before, int epoch, long value) {
        return (before * 31 + epoch) * 1_000_003 + value;
    }

    void truncateTo(long offset) {
        if (offset >= end()) return;
        cut(new ArrayList<>(entries.subList(0, (int) Math.max(0, offset - start))), start);
    }

    void restartAt(long offset) {
        cut(new ArrayList<>(), offset);
        onDisk = List.of();
        startOnDisk = offset;
        flushedOffset = offset;
    }

    void advanceStart(long offset) {
        if (offset <= start) return;
        entries = new ArrayList<>(entries.subList((int) Math.min(offset - start, entries.size()), entries.size()));
        start = offset;
    }

    private void cut(List<Entry> kept, long newStart) {
        entries = kept;
        start = newStart;
        flushedOffset = Math.min(flushedOffset, end());
        comparedOffset = Math.min(comparedOffset, end());
        recoverProducers();
    }

    private void recoverProducers() {
        producers = new ProducerTable(1_000);
        for (Entry entry : entries) producers.replay(entry.batch(), 0, 0);
    }

    /** Everything that is there now will be on the disk when this is run; the offset it says is up to the caller. */
    Runnable beginFlush() {
        List<Entry> snapshot = List.copyOf(entries);
        long snapshotStart = start;
        return () -> {
            onDisk = snapshot;
            startOnDisk = snapshotStart;
            flushedOffset = Math.max(flushedOffset, commonWithDisk());
        };
    }

    private long commonWithDisk() {
        long offset = Math.min(end(), startOnDisk + onDisk.size());
        while (offset > Math.max(start, startOnDisk)
                && at(offset - 1).chain()
                        != onDisk.get((int) (offset - 1 - startOnDisk)).chain()) offset--;
        return offset;
    }

    /** The power fails: the disk shows what was flushed last, or that and some of what was written since. */
    void losePower(World world) {
        long common = commonWithDisk();
        if (world.chance(0.5) || common < start) {
            cut(new ArrayList<>(onDisk), Math.max(startOnDisk, 0));
        } else {
            truncateTo(common + world.between(0, (int) Math.max(0, end() - common)));
        }
        afterCrash();
    }

    /** The files have lost some of what was never flushed. */
    void loseTail(World world) {
        long kept = Math.max(start, flushedOffset);
        truncateTo(kept + world.between(0, (int) Math.max(0, end() - kept)));
    }

    /** Only the process ends: the page cache is the operating system's. */
    void afterCrash() {
        flushedOffset = Math.min(end(), Math.max(start, commonWithDisk()));
        comparedOffset = Math.min(comparedOffset, start);
        recoverProducers();
    }

    /** As the log answers it: of the largest epoch up to {@code epoch}. */
    EpochEnd endOffsetForEpoch(int epoch) {
        for (int i = entries.size() - 1; i >= 0; i--)
            if (entries.get(i).epoch() <= epoch)
                return new EpochEnd(entries.get(i).epoch(), entries.get(i).offset() + 1);
        return EpochEnd.UNKNOWN;
    }
}
