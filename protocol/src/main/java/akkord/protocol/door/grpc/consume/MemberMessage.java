package akkord.protocol.door.grpc.consume;

import akka.Done;
import akkord.protocol.grpc.v1.ConsumeRequest;
import akkord.protocol.grpc.v1.ConsumeResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a member is told. */
sealed interface MemberMessage {

    /** By the client. @param taken completed when the next message may come */
    record Said(ConsumeRequest request, CompletableFuture<Done> taken) implements MemberMessage {}

    /** The client has room for an answer. */
    record Next(CompletableFuture<Optional<ConsumeResponse>> answer) implements MemberMessage {}

    /** Something that was asked has been answered, or it is time for something. */
    record Then(Runnable run) implements MemberMessage {}

    enum Own implements MemberMessage {
        /** The client has no more to say: it leaves. */
        SAID_ALL,
        /** The stream has ended. */
        OVER
    }
}
