package akkord.protocol.door.grpc.consume;

import akkord.protocol.grpc.v1.JoinConsumers;
import akkord.protocol.grpc.v1.Start;
import akkord.protocol.share.AckBatch;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareAccess;
import akkord.protocol.share.ShareCommand.Acknowledge;
import akkord.protocol.share.ShareCommand.Acquire;
import akkord.protocol.share.ShareCommand.GiveBack;
import akkord.protocol.share.ShareCommand.ReleaseAll;
import akkord.protocol.share.ShareKey;
import akkord.protocol.share.ShareReply.Acknowledged;
import akkord.protocol.share.ShareReply.Acquired;
import akkord.protocol.share.ShareReply.AcquiredRange;
import akkord.protocol.share.ShareReply.Released;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is asked of the keepers of share-partitions in the name of a queue's member. Any thread. */
final class QueueKeepers {

    private static final Logger LOG = LoggerFactory.getLogger(QueueKeepers.class);

    private final ShareAccess shares;
    private final String memberId;
    private final QueueFetch fetch;
    private final Supplier<Start> start;

    QueueKeepers(ConsumeContext context, JoinConsumers join, String memberId, QueueFetch fetch) {
        this.shares = context.shares();
        this.memberId = memberId;
        this.fetch = fetch;
        this.start = join.getStart().getAtCase() == Start.AtCase.AT_NOT_SET
                ? () -> context.starts().of(join.getGroup())
                : join::getStart;
    }

    /** Fails when no keeper has answered, or it is not known where the group begins. */
    CompletionStage<Acquired> acquire(QueuePartition partition, ReadableLog readable, int recordsMax) {
        Start from = start.get();
        return acquire(partition.key, readable, recordsMax, known(from, readable))
                .thenCompose(acquired -> acquired.why() != null || acquired.hasBegun()
                        ? CompletableFuture.completedFuture(acquired)
                        : fetch.first(partition, from)
                                .thenCompose(offset -> acquire(partition.key, readable, recordsMax, offset)));
    }

    /** Where the group begins; a time must be searched for, but only if it has not begun. */
    private static long known(Start from, ReadableLog readable) {
        return switch (from.getAtCase()) {
            case OFFSET -> Math.max(0, from.getOffset());
            case EARLIEST -> readable.start();
            case LATEST, AT_NOT_SET -> readable.end();
            case TIMESTAMP_MS -> Acquire.UNKNOWN;
        };
    }

    private CompletionStage<Acquired> acquire(ShareKey key, ReadableLog readable, int recordsMax, long beginAt) {
        return shares.ask(key, replyTo -> new Acquire(memberId, readable, recordsMax, beginAt, replyTo));
    }

    void giveBackAll(ShareKey key, List<AcquiredRange> ranges) {
        giveBack(
                key,
                ranges.stream()
                        .map(range -> new OffsetRange(range.firstOffset(), range.lastOffset()))
                        .toList());
    }

    void giveBack(ShareKey key, List<OffsetRange> ranges) {
        if (!ranges.isEmpty()) shares.tell(key, new GiveBack(memberId, ranges));
    }

    /** Nobody could ever acknowledge these, since no member is sent a record of them. */
    void skip(ShareKey key, List<OffsetRange> gaps) {
        if (gaps.isEmpty()) return;
        List<AckBatch> batches = gaps.stream()
                .map(range -> new AckBatch(range.first(), range.last(), new byte[] {AckBatch.GAP}))
                .toList();
        shares.<Acknowledged>ask(key, replyTo -> new Acknowledge(memberId, batches, replyTo))
                .whenComplete((done, failure) -> {
                    if (failure != null) LOG.debug("offsets {} of {} wait for their locks", gaps, key, failure);
                });
    }

    void releaseAll(ShareKey key) {
        shares.<Released>ask(key, replyTo -> new ReleaseAll(memberId, replyTo)).whenComplete((done, failure) -> {
            if (failure != null) LOG.debug("what {} has of {} waits for its locks", memberId, key, failure);
        });
    }
}
