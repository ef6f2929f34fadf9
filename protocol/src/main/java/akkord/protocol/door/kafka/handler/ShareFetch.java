package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.partition.PartitionCommand.AwaitRecords;
import akkord.protocol.partition.PartitionView;
import akkord.protocol.partition.PendingFetch;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.message.ShareFetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One share fetch: acquires what there is, or waits until there are new records, or others have given some up. Who
 * wakes and finds that others were faster waits on. Event loop of its connection.
 */
final class ShareFetch {

    private static final Logger LOG = LoggerFactory.getLogger(ShareFetch.class);

    /** Who was told so often that something is available, and got nothing, waits for new records only. */
    private static final int IN_VAIN_MAX = 8;

    private final Call call;
    private final ShareReader reader;
    private final ShareSession session;
    private final ShareTerms terms;
    private final List<FetchTarget.Key> targets;
    private final Consumer<SharePass> onDone;
    private final Set<FetchTarget.Key> awaited = new HashSet<>();
    private long deadlineNanos;
    private @Nullable PendingFetch pending;
    private @Nullable Future<?> deadline;
    private int passes;
    private boolean gaveBack;
    private boolean timeIsUp;
    private boolean hurried;

    /** @param onDone takes over what was read; also of a fetch that nobody waits for any more */
    ShareFetch(
            Call call,
            ShareReader reader,
            ShareSession session,
            ShareTerms terms,
            List<FetchTarget.Key> targets,
            Consumer<SharePass> onDone) {
        this.call = call;
        this.reader = reader;
        this.session = session;
        this.terms = terms;
        this.targets = targets;
        this.onDone = onDone;
    }

    void begin() {
        deadlineNanos =
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(terms.bytes().waitMillisMax());
        call.onHurry(this::hurry);
        pass();
    }

    private SharePass newPass() {
        return new SharePass(call, reader, session, terms, targets);
    }

    private void pass() {
        passes++;
        SharePass pass = newPass();
        pass.run(() -> passed(pass));
    }

    private void passed(SharePass pass) {
        try {
            long leftNanos = deadlineNanos - System.nanoTime();
            if (isEnough(pass) || leftNanos <= 0) done(pass);
            else await(pass, leftNanos);
        } catch (RuntimeException fault) {
            LOG.error("a share fetch could not be answered", fault);
            pass.discard();
            call.answer(new ShareFetchResponseData().setErrorCode(Errors.UNKNOWN_SERVER_ERROR.code()));
        }
    }

    private boolean isEnough(SharePass pass) {
        boolean over = hurried || timeIsUp || targets.isEmpty() || session.isClosed();
        return over
                || pass.hasFailed()
                || pass.isFull()
                || pass.bytes() >= terms.bytes().bytesMin();
    }

    private void done(SharePass pass) {
        if (deadline != null) deadline.cancel(false);
        onDone.accept(pass);
    }

    private void await(SharePass pass, long leftNanos) {
        long missing = terms.bytes().bytesMin() - pass.bytes();
        gaveBack = pass.bytes() > 0;
        pass.discard();
        PendingFetch growth = new PendingFetch(missing, this::ready);
        pending = growth;
        if (deadline == null) {
            deadline = call.eventLoop().schedule(this::timeIsUp, leftNanos, TimeUnit.NANOSECONDS);
            call.releaseBytes();
        }
        for (SharePass.Asked asked : pass.led()) {
            PartitionView view = asked.leader().view();
            asked.leader().partition().actor().tell(new AwaitRecords(growth, view.highWatermark(), view.leaderEpoch()));
        }
        // What was given back is available, and not enough.
        if (passes > IN_VAIN_MAX) return;
        for (SharePass.Asked asked : pass.nothing()) awaitAvailable(asked, Duration.ofNanos(leftNanos));
    }

    /** Its keeper is told once; it does not matter in which of its waits the fetch hears of it. */
    private void awaitAvailable(SharePass.Asked asked, Duration atMost) {
        if (!awaited.add(asked.key())) return;
        reader.shares()
                .awaitAvailable(asked.share(), asked.readable(), atMost)
                .whenComplete((available, failure) -> inEventLoop(() -> {
                    if (failure != null) return;
                    awaited.remove(asked.key());
                    if (available && pending != null) pending.complete();
                }));
    }

    private void timeIsUp() {
        timeIsUp = true;
        if (pending != null) pending.complete();
    }

    /** The session ends, the client is gone or the node stops: nothing more is acquired. */
    private void hurry() {
        hurried = true;
        if (pending != null) pending.complete();
    }

    /** Any thread. */
    private void ready() {
        inEventLoop(this::readAgain);
    }

    private void inEventLoop(Runnable action) {
        if (call.eventLoop().inEventLoop()) {
            action.run();
            return;
        }
        try {
            call.eventLoop().execute(action);
        } catch (RejectedExecutionException stopped) {
            // The door is closed and its connections with it: nobody waits for this answer.
            call.hangUp("the node stops");
        }
    }

    /** What has come up to the end of its time would have been told. */
    private void readAgain() {
        pending = null;
        if (hurried || (timeIsUp && !gaveBack)) passed(newPass());
        else pass();
    }
}
