package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.partition.PendingFetch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fetch of a follower's node: reads what is due and answers, or waits until something has grown. Event loop of
 * its connection.
 */
final class ReplicaFetch {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaFetch.class);

    private final Call call;
    private final ReplicaSession session;
    private final FetchTerms terms;
    private final Supplier<ReplicaPass> passes;
    private final long deadlineNanos;
    private @Nullable PendingFetch growth;
    private @Nullable Future<?> deadline;
    private boolean hurried;

    /** @param passes each reads what is due then */
    ReplicaFetch(Call call, ReplicaSession session, FetchTerms terms, Supplier<ReplicaPass> passes) {
        this.call = call;
        this.session = session;
        this.terms = terms;
        this.passes = passes;
        this.deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(terms.waitMillisMax());
    }

    void run() {
        ReplicaPass pass = passes.get();
        try {
            run(pass);
        } catch (RuntimeException fault) {
            pass.discard();
            throw fault;
        }
    }

    private void run(ReplicaPass pass) {
        pass.run();
        long leftNanos = deadlineNanos - System.nanoTime();
        if (hurried || pass.bytes() >= terms.bytesMin() || pass.hasFailed() || leftNanos <= 0) {
            answer(pass);
            return;
        }
        pass.putBack();
        PendingFetch pending = new PendingFetch(1, this::ready);
        await(pending, leftNanos);
        pass.awaitMoreThan(pending);
    }

    private void await(PendingFetch pending, long leftNanos) {
        growth = pending;
        deadline = call.eventLoop().schedule(this::hurry, leftNanos, TimeUnit.NANOSECONDS);
        call.releaseBytes();
        call.onHurry(this::hurry);
        session.await(pending);
    }

    /**
     * Its time is over, another fetch has come, or the follower is gone: it is answered with what there is. Now, also
     * when something has grown already and {@link #readAgain} is on its way: by then the other fetch would have been
     * looked at, and this answer could hold what only that one has asked for. The follower drops such a thing, and the
     * session would take it for told.
     */
    private void hurry() {
        hurried = true;
        PendingFetch pending = growth;
        if (pending == null) return;
        if (pending.isDone()) readAgain();
        else pending.complete();
    }

    /** Any thread. */
    private void ready() {
        if (call.eventLoop().inEventLoop()) {
            readAgain();
            return;
        }
        try {
            call.eventLoop().execute(this::readAgain);
        } catch (RejectedExecutionException stopped) {
            // The door is closed and its connections with it: nobody waits for this answer.
            call.hangUp("the node stops");
        }
    }

    /** Once for each time it has waited. */
    private void readAgain() {
        PendingFetch grown = growth;
        if (grown == null) return;
        if (deadline != null) deadline.cancel(false);
        session.awaitNoMore(grown);
        growth = null;
        if (call.isAbandoned()) return;
        try {
            run();
        } catch (RuntimeException fault) {
            LOG.error("a follower's fetch that had waited could not be answered", fault);
            call.answer(new FetchResponseData().setErrorCode(Errors.UNKNOWN_SERVER_ERROR.code()));
        }
    }

    private void answer(ReplicaPass pass) {
        if (session.isTimeToTellCommitted(System.nanoTime())) pass.addCommitted();
        FetchResponseData response = new FetchResponseData().setSessionId(session.id());
        for (ReplicaPass.Read read : pass.reads())
            if (read.target().isNews(read.data()))
                read.target().key().topicIn(response).partitions().add(read.data());
        call.answer(response, pass::discard);
    }
}
