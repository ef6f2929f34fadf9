package akkord.protocol.door.grpc.consume;

import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.grpc.v1.Assigned;
import akkord.protocol.grpc.v1.Committed;
import akkord.protocol.grpc.v1.ConsumeResponse;
import akkord.protocol.grpc.v1.Delivered;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.Revoked;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What a stream is to be told next, and whether it has room. Changed by the member's actor only. */
final class Answers {

    private final Queue<ConsumeResponse> waiting = new ArrayDeque<>();
    private @Nullable CompletableFuture<Optional<ConsumeResponse>> room;
    private @Nullable Refusal why;
    private boolean over;

    void assigned(Assigned assigned) {
        waiting.add(ConsumeResponse.newBuilder().setAssigned(assigned).build());
    }

    void records(FetchResponse records) {
        waiting.add(ConsumeResponse.newBuilder().setRecords(records).build());
    }

    void delivered(Delivered delivered) {
        waiting.add(ConsumeResponse.newBuilder().setDelivered(delivered).build());
    }

    void revoked() {
        waiting.add(ConsumeResponse.newBuilder()
                .setRevoked(Revoked.getDefaultInstance())
                .build());
    }

    void committed(String refusal) {
        waiting.add(ConsumeResponse.newBuilder()
                .setCommitted(Committed.newBuilder().setRefusal(refusal))
                .build());
    }

    /** After what waits there is nothing more. @param refusal null: it ends well */
    void end(@Nullable Refusal refusal) {
        over = true;
        why = refusal;
    }

    void room(CompletableFuture<Optional<ConsumeResponse>> here) {
        room = here;
    }

    /** Gives what there is. @return whether there is room, and nothing to give */
    boolean give() {
        CompletableFuture<Optional<ConsumeResponse>> here = room;
        if (here == null) return false;
        if (waiting.isEmpty() && !over) return true;
        room = null;
        if (!waiting.isEmpty()) here.complete(Optional.of(waiting.remove()));
        else if (why == null) here.complete(Optional.empty());
        else here.completeExceptionally(new RefusedException(why));
        return false;
    }
}
