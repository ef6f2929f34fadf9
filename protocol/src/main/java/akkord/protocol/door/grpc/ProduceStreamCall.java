package akkord.protocol.door.grpc;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Writes a stream of requests, several at once: each is sent to its partitions before the next, and answers leave
 * in the order of the requests. A refused request is answered as such and ends nothing. While the door holds as
 * many bytes as it may, the stream is not read.
 */
final class ProduceStreamCall {

    private final ProduceCall produce;
    private final InFlightBytes inFlight;
    private final int inFlightMax;

    ProduceStreamCall(ProduceCall produce, InFlightBytes inFlight, int inFlightMax) {
        this.produce = produce;
        this.inFlight = inFlight;
        this.inFlightMax = inFlightMax;
    }

    Source<ProduceResponse, NotUsed> produceStream(Source<ProduceRequest, NotUsed> requests) {
        return Source.fromMaterializer((materializer, attributes) -> {
                    OneStream stream = new OneStream();
                    return requests.mapAsync(1, stream::admit)
                            .mapAsync(inFlightMax, stream::produce)
                            .watchTermination((ignored, ended) -> {
                                ended.whenComplete((done, failure) -> stream.ended());
                                return NotUsed.getInstance();
                            });
                })
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    /** A request that may be held, or the reason why not. */
    private record Admitted(ProduceRequest request, CompletionStage<Void> turn) {}

    /** Called by the stream, one request at a time, except for {@link #ended}. */
    private final class OneStream {

        /** Completes when the request before has been sent to its partitions, or refused. */
        private CompletionStage<?> sent = CompletableFuture.completedFuture(null);

        /** Admitted, but not taken on yet: given back if the stream ends in between. Bytes. */
        private long unused;

        private boolean over;

        CompletionStage<Admitted> admit(ProduceRequest request) {
            CompletionStage<Void> turn = inFlight.take(request.getSerializedSize());
            return turn.handle((taken, refused) -> {
                if (refused == null) admitted(request.getSerializedSize());
                return new Admitted(request, turn);
            });
        }

        private synchronized void admitted(int bytes) {
            if (over) inFlight.giveBack(bytes);
            else unused += bytes;
        }

        /** Whether the bytes are still to be given back by whoever has taken them on. */
        private synchronized boolean used(int bytes) {
            if (!over) unused -= bytes;
            return !over;
        }

        private synchronized void ended() {
            over = true;
            inFlight.giveBack(unused);
            unused = 0;
        }

        CompletionStage<ProduceResponse> produce(Admitted admitted) {
            ProduceRequest request = admitted.request;
            CompletionStage<CompletionStage<ProduceResponse>> started =
                    sent.thenCombine(admitted.turn, (before, turn) -> request).thenCompose(produce::start);
            sent = started.handle((answer, failure) -> null);
            CompletionStage<ProduceResponse> answer = started.thenCompose(response -> response)
                    .exceptionally(failure -> ProduceCall.refused(request, failure));
            if (admitted.turn.toCompletableFuture().isCompletedExceptionally()) return answer;
            int bytes = request.getSerializedSize();
            if (!used(bytes)) return answer;
            return answer.whenComplete((response, failure) -> inFlight.giveBack(bytes));
        }
    }
}
