package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.SliceRecords;
import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.LogReader;
import akkord.protocol.partition.LogSlice;
import akkord.protocol.partition.OffsetOutOfRangeException;
import akkord.protocol.partition.PartitionView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all partitions of a fetch once, as they are now. The slices it opens belong to whoever takes the reads. */
final class FetchPass {

    private static final Logger LOG = LoggerFactory.getLogger(FetchPass.class);

    private static final long UNKNOWN = -1;

    private final Leaders leaders;
    private final FetchTerms terms;
    private final List<Read> reads = new ArrayList<>();
    private long bytes;
    private boolean failed;

    /** One partition's part of the answer, and what it was read from. */
    record Read(FetchTarget target, PartitionData data, Leaders.Found found) {}

    FetchPass(Leaders leaders, FetchTerms terms) {
        this.leaders = leaders;
        this.terms = terms;
    }

    /** Reads {@code targets} in this order until there are enough bytes; the rest is told its high watermark. */
    FetchPass run(List<FetchTarget> targets) {
        try {
            targets.forEach(target -> reads.add(read(target)));
        } catch (RuntimeException fault) {
            discard();
            throw fault;
        }
        return this;
    }

    List<Read> reads() {
        return reads;
    }

    long bytes() {
        return bytes;
    }

    /** Whether a partition has something to say that should not wait. */
    boolean hasFailed() {
        return failed;
    }

    /** Closes what was opened; the reads are not to be used any more. */
    void discard() {
        for (Read read : reads) close(read.data());
    }

    static void close(PartitionData data) {
        if (data.records() instanceof SliceRecords slice) slice.close();
    }

    private Read read(FetchTarget target) {
        FetchPartition wanted = target.wanted();
        PartitionData data = new PartitionData().setPartitionIndex(wanted.partition());
        Leaders.Found found = find(target);
        if (found instanceof Leaders.Found.Refused refused) refuse(data, refused.why());
        if (found instanceof Leaders.Found.Leader leader) read(leader, wanted, data);
        return new Read(target, data, found);
    }

    private Leaders.Found find(FetchTarget target) {
        return leaders.find(target.key(), target.wanted().currentLeaderEpoch());
    }

    private void read(Leaders.Found.Leader leader, FetchPartition wanted, PartitionData data) {
        PartitionView view = leader.view();
        data.setHighWatermark(view.highWatermark())
                .setLastStableOffset(view.lastStableOffset())
                .setLogStartOffset(view.logStartOffset())
                .setAbortedTransactions(terms.isCommitted() ? List.of() : null)
                .setRecords(MemoryRecords.EMPTY);
        if (diverges(leader, wanted, data)) return;
        int atMost = terms.roomFor(wanted, bytes);
        try {
            LogSlice slice = leader.log().read(wanted.fetchOffset(), terms.readableEnd(view), atMost, bytes == 0);
            if (slice.length() == 0) {
                slice.close();
            } else {
                data.setRecords(new SliceRecords(slice));
                bytes += slice.length();
            }
        } catch (OffsetOutOfRangeException outside) {
            refuse(data, Errors.OFFSET_OUT_OF_RANGE);
        } catch (DamagedLogException damaged) {
            leader.report(damaged);
            refuse(data, Errors.KAFKA_STORAGE_ERROR);
        } catch (IOException unreadable) {
            LOG.error("cannot read {} at offset {}", view.partition(), wanted.fetchOffset(), unreadable);
            refuse(data, Errors.KAFKA_STORAGE_ERROR);
        }
    }

    /** Whether the fetcher's last epoch ended before its offset here: then it is told where to cut (KIP-595). */
    private boolean diverges(Leaders.Found.Leader leader, FetchPartition wanted, PartitionData data) {
        if (wanted.lastFetchedEpoch() < 0) return false;
        LogReader.EpochEnd end = OffsetForLeaderEpochHandler.end(leader, wanted.lastFetchedEpoch());
        if (end.equals(LogReader.EpochEnd.UNKNOWN)) {
            refuse(data, Errors.OFFSET_OUT_OF_RANGE);
            return true;
        }
        boolean cut = end.leaderEpoch() < wanted.lastFetchedEpoch() || end.endOffset() < wanted.fetchOffset();
        if (!cut) return false;
        failed = true;
        data.divergingEpoch().setEpoch(end.leaderEpoch()).setEndOffset(end.endOffset());
        return true;
    }

    private void refuse(PartitionData data, Errors why) {
        failed = true;
        data.setErrorCode(why.code())
                .setHighWatermark(UNKNOWN)
                .setLastStableOffset(UNKNOWN)
                .setLogStartOffset(UNKNOWN)
                .setAbortedTransactions(null)
                .setRecords(MemoryRecords.EMPTY);
    }
}
