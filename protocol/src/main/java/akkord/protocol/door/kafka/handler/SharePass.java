package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.SliceRecords;
import akkord.protocol.partition.PartitionView;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareKey;
import akkord.protocol.share.ShareReply.Acquired;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.common.message.ShareFetchResponseData.AcquiredRecords;
import org.apache.kafka.common.message.ShareFetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes once through the partitions of a share fetch: their keepers say what the member acquires, and that is read. One
 * keeper is asked first, then two, then four, so that a session of many partitions neither takes long nor acquires much
 * more than it can send. Event loop. What was acquired and the slices that were opened belong to whoever takes the reads.
 */
final class SharePass {

    private static final Logger LOG = LoggerFactory.getLogger(SharePass.class);

    private final Call call;
    private final ShareReader reader;
    private final ShareSession session;
    private final ShareTerms terms;
    private final List<FetchTarget.Key> targets;
    private final List<Read> reads = new ArrayList<>();
    private final List<Asked> nothing = new ArrayList<>();
    private int next;
    private int wave = 1;
    private long records;
    private long bytes;
    private int lockMillis;
    private boolean failed;
    private boolean broken;

    /** One partition's part of the answer. */
    record Read(FetchTarget.Key key, ShareKey share, PartitionData data) {}

    /** A keeper that was asked, and what its leader could show then. */
    record Asked(
            FetchTarget.Key key,
            ShareKey share,
            Leaders.Found.Leader leader,
            ReadableLog readable,
            CompletableFuture<Acquired> reply) {}

    SharePass(Call call, ShareReader reader, ShareSession session, ShareTerms terms, List<FetchTarget.Key> targets) {
        this.call = call;
        this.reader = reader;
        this.session = session;
        this.terms = terms;
        this.targets = targets;
    }

    /** @param onDone runs once, in the event loop, also when something unexpected has happened */
    void run(Runnable onDone) {
        boolean waits;
        try {
            waits = next < targets.size() && !isFull() && !isInVain();
            if (waits) wave(onDone);
        } catch (RuntimeException fault) {
            waits = false;
            fail(fault, List.of());
        }
        if (!waits) onDone.run();
    }

    private void fail(RuntimeException fault, List<Asked> untaken) {
        LOG.error("a share fetch of {} could not be carried out", session.member(), fault);
        broken = true;
        untaken.forEach(this::giveBack);
        discard();
    }

    /** Whether nobody would take what it acquires. */
    private boolean isInVain() {
        return call.isAbandoned() || session.isClosed();
    }

    /** Whether there is no room for more, however much there may be. */
    boolean isFull() {
        return records >= terms.recordsMax()
                || (bytes > 0 && bytes >= terms.bytes().bytesMax());
    }

    private void wave(Runnable onDone) {
        int left = (int) Math.min(terms.recordsMax() - records, targets.size() - next);
        int count = Math.min(wave, left);
        int recordsEach = (int) ((terms.recordsMax() - records) / count);
        List<Asked> asked = new ArrayList<>();
        for (FetchTarget.Key key : targets.subList(next, next + count)) ask(key, recordsEach, asked);
        next += count;
        wave *= 2;
        CompletableFuture<?>[] replies = asked.stream().map(Asked::reply).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(replies).whenComplete((done, failure) -> inEventLoop(asked, () -> take(asked, onDone)));
    }

    private void take(List<Asked> asked, Runnable onDone) {
        try {
            asked.forEach(this::take);
        } catch (RuntimeException fault) {
            fail(fault, asked);
        }
        if (broken) onDone.run();
        else run(onDone);
    }

    private void ask(FetchTarget.Key key, int recordsMax, List<Asked> asked) {
        Leaders.Found found = reader.leaders().find(key, Leaders.ANY_EPOCH);
        if (found instanceof Leaders.Found.Refused refused) refuse(key, refused.why(), null);
        if (!(found instanceof Leaders.Found.Leader leader)) return;
        PartitionView view = leader.view();
        ShareKey share = session.member().share(key);
        ReadableLog readable =
                new ReadableLog(view.logStartOffset(), terms.bytes().readableEnd(view));
        CompletableFuture<Acquired> reply = reader.acquire(session.member(), share, leader, readable, recordsMax);
        asked.add(new Asked(key, share, leader, readable, reply));
    }

    private void inEventLoop(List<Asked> asked, Runnable action) {
        if (call.eventLoop().inEventLoop()) {
            action.run();
            return;
        }
        try {
            call.eventLoop().execute(action);
        } catch (RejectedExecutionException stopped) {
            // The door is closed and its connections with it: nobody waits for these records.
            for (Asked each : asked) giveBack(each);
            call.hangUp("the node stops");
        }
    }

    private void giveBack(Asked asked) {
        if (asked.reply().isCompletedExceptionally()) return;
        reader.giveBackAll(session.member(), asked.share(), asked.reply().join().ranges());
    }

    private void take(Asked asked) {
        if (asked.reply().isCompletedExceptionally()) {
            // Its keeper moves, or its node is gone: there will be one again.
            nothing.add(asked);
            return;
        }
        Acquired acquired = asked.reply().join();
        lockMillis = Math.max(lockMillis, acquired.lockMillis());
        if (isInVain()) giveBack(asked);
        else if (acquired.why() != null) refuse(asked, acquired);
        else if (acquired.ranges().isEmpty()) nothing.add(asked);
        else read(asked, acquired);
    }

    private void refuse(Asked asked, Acquired acquired) {
        Errors error = Errors.forCode(
                acquired.why() == null ? 0 : acquired.why().code().number());
        if (ShareReader.passes(error)) nothing.add(asked);
        else refuse(asked.key(), Errors.UNKNOWN_SERVER_ERROR, String.valueOf(acquired.why()));
    }

    private void read(Asked asked, Acquired acquired) {
        int room = (int) Math.min(Integer.MAX_VALUE, Math.max(0, terms.bytes().bytesMax() - bytes));
        ShareReader.Outcome outcome = reader.read(session.member(), asked, acquired.ranges(), room, bytes == 0);
        if (outcome.error() != Errors.NONE) refuse(asked.key(), outcome.error(), null);
        AcquiredSlice slice = outcome.slice();
        if (slice == null) return;
        if (slice.slice() == null) {
            nothing.add(asked);
            return;
        }
        PartitionData data = data(asked.key()).setRecords(new SliceRecords(slice.slice()));
        slice.ranges().forEach(range -> {
            records += range.lastOffset() - range.firstOffset() + 1;
            data.acquiredRecords()
                    .add(new AcquiredRecords()
                            .setFirstOffset(range.firstOffset())
                            .setLastOffset(range.lastOffset())
                            .setDeliveryCount(range.deliveryCount()));
        });
        bytes += slice.slice().length();
        session.gave(asked.key());
        reads.add(new Read(asked.key(), asked.share(), data));
    }

    private void refuse(FetchTarget.Key key, Errors why, @Nullable String message) {
        failed = true;
        PartitionData data =
                data(key).setErrorCode(why.code()).setErrorMessage(message == null ? why.message() : message);
        reads.add(new Read(key, session.member().share(key), data));
    }

    static PartitionData data(FetchTarget.Key key) {
        return new PartitionData().setPartitionIndex(key.partition()).setRecords(MemoryRecords.EMPTY);
    }

    List<Read> reads() {
        return reads;
    }

    /** Those that had nothing for the member, or could not say. */
    List<Asked> nothing() {
        return nothing;
    }

    long bytes() {
        return bytes;
    }

    /** How long the member has for what it was given, as a keeper said it; 0 when none did. */
    int lockMillis() {
        return lockMillis;
    }

    /** Whether a partition has something to say that should not wait. */
    boolean hasFailed() {
        return failed || broken;
    }

    /** Whether something unexpected happened; then there are no reads. */
    boolean isBroken() {
        return broken;
    }

    /** Closes what was opened, and gives back what was acquired; the reads are not to be used any more. */
    void discard() {
        for (Read read : reads) {
            if (read.data().records() instanceof SliceRecords slice) slice.close();
            reader.giveBack(
                    session.member(),
                    read.share(),
                    read.data().acquiredRecords().stream()
                            .map(range -> new OffsetRange(range.firstOffset(), range.lastOffset()))
                            .toList());
        }
        reads.clear();
    }
}
