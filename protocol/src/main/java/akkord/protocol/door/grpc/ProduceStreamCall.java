package akkord.protocol.door.grpc;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Writes a stream of requests, several at once: each is sent to its partitions before the next, and answers leave
 * in the order of the requests. A refused request is answered as such and ends nothing.
 */
final class ProduceStreamCall {

    private final ProduceCall produce;
    private final int inFlightMax;

    ProduceStreamCall(ProduceCall produce, int inFlightMax) {
        this.produce = produce;
        this.inFlightMax = inFlightMax;
    }

    Source<ProduceResponse, NotUsed> produceStream(Source<ProduceRequest, NotUsed> requests) {
        return Source.fromMaterializer((materializer, attributes) -> {
                    OneStream stream = new OneStream();
                    return requests.mapAsync(inFlightMax, stream::produce);
                })
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    /** Called by the stream, one request at a time. */
    private final class OneStream {

        /** Completes when the request before has been sent to its partitions, or refused. */
        private CompletionStage<?> sent = CompletableFuture.completedFuture(null);

        CompletionStage<ProduceResponse> produce(ProduceRequest request) {
            CompletionStage<CompletionStage<ProduceResponse>> started =
                    sent.thenCompose(ignored -> produce.start(request));
            sent = started.handle((answer, failure) -> null);
            return started.thenCompose(answer -> answer)
                    .exceptionally(failure -> ProduceCall.refused(request, failure));
        }
    }
}
