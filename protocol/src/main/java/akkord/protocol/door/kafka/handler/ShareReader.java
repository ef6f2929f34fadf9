package akkord.protocol.door.kafka.handler;

import akkord.protocol.partition.DamagedLogException;
import akkord.protocol.partition.LogReader.TimestampedOffset;
import akkord.protocol.partition.OffsetOutOfRangeException;
import akkord.protocol.share.AckBatch;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareAccess;
import akkord.protocol.share.ShareCommand.Acknowledge;
import akkord.protocol.share.ShareCommand.Acquire;
import akkord.protocol.share.ShareCommand.AcquireRest;
import akkord.protocol.share.ShareCommand.GiveBack;
import akkord.protocol.share.ShareKey;
import akkord.protocol.share.ShareReply.Acknowledged;
import akkord.protocol.share.ShareReply.Acquired;
import akkord.protocol.share.ShareReply.AcquiredRange;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Acquires records of one share-partition, and reads them from the log of its leader. Any thread. */
final class ShareReader {

    private static final Logger LOG = LoggerFactory.getLogger(ShareReader.class);

    private final Leaders leaders;
    private final KafkaDoorContext context;
    private final ShareGroups groups;

    /** @param slice null where nothing could be read */
    record Outcome(Errors error, @Nullable AcquiredSlice slice) {}

    ShareReader(Leaders leaders, KafkaDoorContext context, ShareGroups groups) {
        this.leaders = leaders;
        this.context = context;
        this.groups = groups;
    }

    Leaders leaders() {
        return leaders;
    }

    ShareAccess shares() {
        return context.shares();
    }

    /** Whether it is over in a moment, so that a member need not hear of it. */
    static boolean passes(Errors error) {
        return error.exception() instanceof RetriableException;
    }

    /** Fails when no keeper has answered. */
    CompletableFuture<Acquired> acquire(
            ShareMember member, ShareKey share, Leaders.Found.Leader leader, ReadableLog readable, int recordsMax) {
        OffsetReset reset = groups.settings(member.group()).reset();
        return acquire(member, share, readable, recordsMax, reset.known(readable))
                .thenCompose(acquired -> acquired.why() != null || acquired.hasBegun()
                        ? CompletableFuture.completedFuture(acquired)
                        : acquire(member, share, readable, recordsMax, find(reset, leader, readable)));
    }

    /** What of a batch that the member is sent nobody has. */
    CompletableFuture<Acquired> acquireRest(ShareMember member, ShareKey share, OffsetRange rest) {
        return context.shares()
                .<Acquired>ask(share, replyTo -> new AcquireRest(member.id(), rest, replyTo))
                .toCompletableFuture();
    }

    private CompletableFuture<Acquired> acquire(
            ShareMember member, ShareKey share, ReadableLog readable, int recordsMax, long beginAt) {
        return context.shares()
                .<Acquired>ask(share, replyTo -> new Acquire(member.id(), readable, recordsMax, beginAt, replyTo))
                .toCompletableFuture();
    }

    /** Where a group begins that asks for a time; this once the log is searched. */
    private static long find(OffsetReset reset, Leaders.Found.Leader leader, ReadableLog readable) {
        try {
            return leader.log()
                    .firstAtOrAfter(reset.timestampMillis(System.currentTimeMillis()), readable.end())
                    .map(TimestampedOffset::offset)
                    .orElse(readable.end());
        } catch (IOException unreadable) {
            LOG.error("cannot search {} for the time at which a share group begins", leader.view(), unreadable);
            return Acquire.UNKNOWN;
        }
    }

    void giveBack(ShareMember member, ShareKey share, List<OffsetRange> ranges) {
        if (!ranges.isEmpty()) context.shares().tell(share, new GiveBack(member.id(), ranges));
    }

    /** Reads what was acquired; what cannot be delivered is given back or, where there is nothing, done with. */
    Outcome read(
            ShareMember member, SharePass.Asked asked, List<AcquiredRange> ranges, int room, boolean atLeastOneBatch) {
        try {
            AcquiredSlice slice = AcquiredSlice.read(
                    asked.leader().log(), ranges, asked.readable().end(), room, atLeastOneBatch);
            giveBack(member, asked.share(), slice.tooMuch());
            skip(member, asked.share(), slice.missing());
            return new Outcome(Errors.NONE, slice);
        } catch (OffsetOutOfRangeException deleted) {
            // The log begins later than a moment ago: the keeper hears of that next time.
            giveBackAll(member, asked.share(), ranges);
            return new Outcome(Errors.NONE, null);
        } catch (DamagedLogException damaged) {
            asked.leader().report(damaged);
        } catch (IOException unreadable) {
            LOG.error("cannot read {} at {}", asked.leader().view().partition(), ranges, unreadable);
        }
        giveBackAll(member, asked.share(), ranges);
        return new Outcome(Errors.KAFKA_STORAGE_ERROR, null);
    }

    void giveBackAll(ShareMember member, ShareKey share, List<AcquiredRange> ranges) {
        giveBack(
                member,
                share,
                ranges.stream()
                        .map(range -> new OffsetRange(range.firstOffset(), range.lastOffset()))
                        .toList());
    }

    /** Nobody could ever acknowledge these, since no member is sent a record of them. */
    private void skip(ShareMember member, ShareKey share, List<OffsetRange> missing) {
        if (missing.isEmpty()) return;
        List<AckBatch> gaps = missing.stream()
                .map(range -> new AckBatch(range.first(), range.last(), new byte[] {AckBatch.GAP}))
                .toList();
        context.shares()
                .<Acknowledged>ask(share, replyTo -> new Acknowledge(member.id(), gaps, replyTo))
                .whenComplete((done, failure) -> {
                    if (failure != null) LOG.debug("offsets {} of {} wait for their locks", missing, share, failure);
                });
    }
}
