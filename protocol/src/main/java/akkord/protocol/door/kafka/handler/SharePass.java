package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.door.kafka.connection.SliceRecords;
import akkord.protocol.partition.PartitionView;
import akkord.protocol.share.OffsetRange;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareKey;
import akkord.protocol.share.ShareReply.Acquired;
import akkord.protocol.share.ShareReply.AcquiredRange;
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

    private static final int ASKED_AT_ONCE_MAX = 64;

    private final Call call;
    private final ShareReader reader;
    private final ShareSession session;
    private final ShareTerms terms;
    private final List<FetchTarget.Key> targets;
    private final List<Read> reads = new ArrayList<>();
    private final List<Asked> led = new ArrayList<>();
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

    /** What was asked for besides, because it is sent anyway. */
    private record Rest(Read read, CompletableFuture<Acquired> reply) {}

    SharePass(Call call, ShareReader reader, ShareSession session, ShareTerms terms, List<FetchTarget.Key> targets) {
        this.call = call;
        this.reader = reader;
        this.session = session;
        this.terms = terms;
        this.targets = targets;
    }

    /** @param onDone runs once, in the event loop, also when something unexpected has happened */
    void run(Runnable onDone) {
        boolean waits = false;
        try {
            while (!waits && !isOver()) waits = wave(onDone);
        } catch (RuntimeException fault) {
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

    private boolean isOver() {
        return broken || next == targets.size() || isFull() || isInVain();
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

    /** False when all has been said at once: so many partitions that are led elsewhere must not become so many calls. */
    private boolean wave(Runnable onDone) {
        List<Asked> asked = askNext();
        CompletableFuture<Void> all =
                CompletableFuture.allOf(asked.stream().map(Asked::reply).toArray(CompletableFuture[]::new));
        if (all.isDone()) return take(asked, onDone);
        all.whenComplete((done, failure) -> inEventLoop(asked, () -> {
            if (!take(asked, onDone)) run(onDone);
        }));
        return true;
    }

    private List<Asked> askNext() {
        int count = (int) Math.min(Math.min(wave, terms.recordsMax() - records), targets.size() - next);
        int recordsEach = (int) ((terms.recordsMax() - records) / count);
        List<Asked> asked = new ArrayList<>();
        while (asked.size() < count && next < targets.size()) ask(targets.get(next++), recordsEach, asked);
        wave = Math.min(2 * wave, ASKED_AT_ONCE_MAX);
        return asked;
    }

    /** Whether there is more to come of what was asked. */
    private boolean take(List<Asked> asked, Runnable onDone) {
        List<Rest> rests = new ArrayList<>();
        try {
            for (Asked each : asked) take(each, rests);
        } catch (RuntimeException fault) {
            fail(fault, asked);
            return false;
        }
        if (!rests.isEmpty()) takeRests(rests, onDone);
        return !rests.isEmpty();
    }

    /** A batch that is sent whole is acquired whole where it can be, so that it need not be sent twice. */
    private void takeRests(List<Rest> rests, Runnable onDone) {
        CompletableFuture<?>[] replies = rests.stream().map(Rest::reply).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(replies)
                .whenComplete((done, failure) -> inEventLoop(List.of(), () -> {
                    for (Rest rest : rests)
                        if (!rest.reply().isCompletedExceptionally())
                            add(rest.read().data(), rest.reply().join().ranges());
                    run(onDone);
                }));
    }

    private void ask(FetchTarget.Key key, int recordsMax, List<Asked> asked) {
        Leaders.Found found = reader.leaders().find(key, Leaders.ANY_EPOCH);
        if (found instanceof Leaders.Found.Refused refused) refuse(key, refused.why(), null);
        if (!(found instanceof Leaders.Found.Leader leader)) return;
        PartitionView view = leader.view();
        ShareKey share = session.member().share(key);
        ReadableLog readable =
                new ReadableLog(view.logStartOffset(), terms.bytes().readableEnd(view), view.leaderEpoch());
        CompletableFuture<Acquired> reply = reader.acquire(session.member(), share, leader, readable, recordsMax);
        Asked here = new Asked(key, share, leader, readable, reply);
        asked.add(here);
        led.add(here);
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

    private void take(Asked asked, List<Rest> rests) {
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
        else read(asked, acquired, rests);
    }

    private void refuse(Asked asked, Acquired acquired) {
        Errors error = Errors.forCode(
                acquired.why() == null ? 0 : acquired.why().code().number());
        if (ShareReader.passes(error)) nothing.add(asked);
        else refuse(asked.key(), Errors.UNKNOWN_SERVER_ERROR, String.valueOf(acquired.why()));
    }

    private void read(Asked asked, Acquired acquired, List<Rest> rests) {
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
        add(data, slice.ranges());
        bytes += slice.slice().length();
        session.gave(asked.key());
        Read read = new Read(asked.key(), asked.share(), data);
        reads.add(read);
        OffsetRange rest = slice.rest();
        if (rest != null && !terms.strict())
            rests.add(new Rest(read, reader.acquireRest(session.member(), asked.share(), rest)));
    }

    private void add(PartitionData data, List<AcquiredRange> ranges) {
        for (AcquiredRange range : ranges) {
            records += range.lastOffset() - range.firstOffset() + 1;
            data.acquiredRecords()
                    .add(new AcquiredRecords()
                            .setFirstOffset(range.firstOffset())
                            .setLastOffset(range.lastOffset())
                            .setDeliveryCount(range.deliveryCount()));
        }
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

    /** Those that this node leads. */
    List<Asked> led() {
        return led;
    }

    /** Of these, those that had nothing for the member, or could not say. */
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
