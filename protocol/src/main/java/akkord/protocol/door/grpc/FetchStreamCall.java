package akkord.protocol.door.grpc;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Answer after answer, each read only when the client has room for it. */
final class FetchStreamCall {

    private final FetchReads reads;

    FetchStreamCall(FetchReads reads) {
        this.reads = reads;
    }

    Source<FetchResponse, NotUsed> fetchStream(FetchRequest request) {
        return Source.fromMaterializer((materializer, attributes) -> {
                    OneStream stream = new OneStream(request);
                    return Source.unfoldAsync(List.<FetchPosition>of(), stream::next)
                            .watchTermination((ignored, ended) -> {
                                ended.whenComplete((done, failure) -> stream.end());
                                return NotUsed.getInstance();
                            });
                })
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    /** Read by the stream, one answer at a time; ended by any thread. */
    private final class OneStream {

        private final FetchRequest request;
        private final int bytesMax;
        private final FetchBytes.Share share = reads.share();
        private volatile boolean ended;
        private volatile FetchReads.@Nullable Wait wait;
        private boolean begun;

        OneStream(FetchRequest request) {
            this.request = request;
            this.bytesMax = reads.bytesMax(request);
        }

        /** The stream is over: nobody must wait for it any more. */
        void end() {
            ended = true;
            share.end();
            FetchReads.Wait present = wait;
            if (present != null) present.end().run();
        }

        CompletionStage<Optional<Pair<List<FetchPosition>, FetchResponse>>> next(List<FetchPosition> positions) {
            // The client has taken the answer before.
            share.giveBack();
            if (begun) return positions.isEmpty() ? over() : look(positions, List.of());
            begun = true;
            return reads.start(request).thenCompose(started -> look(started.positions(), started.refused()));
        }

        private CompletionStage<Optional<Pair<List<FetchPosition>, FetchResponse>>> look(
                List<FetchPosition> positions, List<PartitionRead> refused) {
            return reads.read(positions, share.take(bytesMax)).thenCompose(round -> {
                if (round.bytes() > 0 || round.isNews() || !refused.isEmpty())
                    return CompletableFuture.completedFuture(Optional.of(answer(round, refused)));
                share.giveBack();
                return await(round).thenCompose(woken -> ended ? over() : look(positions, refused));
            });
        }

        private CompletionStage<Void> await(FetchRound round) {
            FetchReads.Wait present = reads.await(round, 1, null);
            wait = present;
            if (ended) present.end().run();
            return present.over();
        }

        private Pair<List<FetchPosition>, FetchResponse> answer(FetchRound round, List<PartitionRead> refused) {
            List<PartitionRead> all = new ArrayList<>(round.reads());
            all.addAll(refused);
            Refusal refusal = round.refusalOfAll();
            if (refusal != null) throw new RefusedException(refusal);
            List<FetchPosition> goOn = new ArrayList<>(round.goOn());
            // Each partition gets its turn to be the first, whose batches fill the answer.
            if (goOn.size() > 1) Collections.rotate(goOn, -1);
            FetchResponse response = new FetchRound(all).response();
            share.keep(response.getSerializedSize());
            return Pair.create(goOn, response);
        }

        private CompletionStage<Optional<Pair<List<FetchPosition>, FetchResponse>>> over() {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }
}
