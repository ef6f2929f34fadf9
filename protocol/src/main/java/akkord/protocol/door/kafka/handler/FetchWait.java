package akkord.protocol.door.kafka.handler;

import akkord.protocol.door.kafka.connection.Call;
import akkord.protocol.partition.PartitionCommand.AwaitRecords;
import akkord.protocol.partition.PartitionView;
import akkord.protocol.partition.PendingFetch;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A fetch that found too little: waits for its partitions, its deadline or the client's end, then reads once more. */
final class FetchWait {

    private static final Logger LOG = LoggerFactory.getLogger(FetchWait.class);

    private final Call call;
    private final FetchAnswer answer;
    private final Leaders leaders;
    private final FetchTerms terms;
    private final List<FetchTarget> targets;
    private @Nullable ScheduledFuture<?> deadline;

    private FetchWait(Call call, FetchAnswer answer, Leaders leaders, FetchTerms terms, List<FetchTarget> targets) {
        this.call = call;
        this.answer = answer;
        this.leaders = leaders;
        this.terms = terms;
        this.targets = targets;
    }

    /** Event loop. Takes over {@code first}, which found too little. */
    static void begin(
            Call call,
            FetchAnswer answer,
            Leaders leaders,
            FetchTerms terms,
            List<FetchTarget> targets,
            FetchPass first) {
        first.discard();
        FetchWait wait = new FetchWait(call, answer, leaders, terms, targets);
        PendingFetch pending = new PendingFetch(terms.bytesMin() - first.bytes(), wait::ready);
        wait.deadline = call.eventLoop().schedule(pending::complete, terms.waitMillisMax(), TimeUnit.MILLISECONDS);
        call.releaseBytes();
        call.onHurry(pending::complete);
        for (FetchPass.Read read : first.reads())
            if (read.found() instanceof Leaders.Found.Leader leader) await(leader, pending);
    }

    private static void await(Leaders.Found.Leader leader, PendingFetch pending) {
        PartitionView view = leader.view();
        leader.partition().actor().tell(new AwaitRecords(pending, view.highWatermark(), view.leaderEpoch()));
    }

    /** Any thread. */
    private void ready() {
        try {
            call.eventLoop().execute(this::readAgain);
        } catch (RejectedExecutionException stopped) {
            // The door is closed and its connections with it: nobody waits for this answer.
            call.hangUp("the node stops");
        }
    }

    private void readAgain() {
        ScheduledFuture<?> timer = deadline;
        if (timer != null) timer.cancel(false);
        if (call.isAbandoned()) return;
        try {
            answer.send(new FetchPass(leaders, terms).run(targets));
        } catch (RuntimeException fault) {
            LOG.error("a fetch that had waited could not be answered", fault);
            call.answer(new FetchResponseData().setErrorCode(Errors.UNKNOWN_SERVER_ERROR.code()));
        }
    }
}
