package akkord.protocol.door.grpc;

import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One answer: what is there, or what has come when the wait is over. */
final class FetchCall {

    private final FetchReads reads;
    private final Duration waitMax;

    FetchCall(FetchReads reads, Duration waitMax) {
        this.reads = reads;
        this.waitMax = waitMax;
    }

    CompletionStage<FetchResponse> fetch(FetchRequest request) {
        long waitMillis = Math.min(Integer.toUnsignedLong(request.getMaxWaitMs()), waitMax.toMillis());
        long deadlineNanos = System.nanoTime() + Duration.ofMillis(waitMillis).toNanos();
        FetchBytes.Share share = reads.share();
        return reads.start(request)
                .thenCompose(started -> look(request, started, share, deadlineNanos))
                .whenComplete((answer, failure) -> share.end());
    }

    private CompletionStage<FetchResponse> look(
            FetchRequest request, FetchReads.Started started, FetchBytes.Share share, long deadlineNanos) {
        int bytesMax = reads.bytesMax(request);
        return reads.read(started.positions(), share.take(bytesMax)).thenCompose(round -> {
            long missing =
                    Math.min(bytesMax, Math.max(1, Integer.toUnsignedLong(request.getMinBytes()))) - round.bytes();
            Duration left = Duration.ofNanos(deadlineNanos - System.nanoTime());
            boolean enough = missing <= 0
                    || round.isFull()
                    || round.isNews()
                    || !started.refused().isEmpty();
            if (enough || left.isNegative() || left.isZero())
                return CompletableFuture.completedFuture(answer(round, started.refused()));
            share.giveBack();
            return reads.await(round, missing, left)
                    .over()
                    .thenCompose(over -> look(request, started, share, deadlineNanos));
        });
    }

    private static FetchResponse answer(FetchRound round, List<PartitionRead> refused) {
        List<PartitionRead> all = new ArrayList<>(round.reads());
        all.addAll(refused);
        FetchRound whole = new FetchRound(all);
        Refusal refusal = whole.refusalOfAll();
        if (refusal != null) throw new RefusedException(refusal);
        return whole.response();
    }
}
