package akkord.protocol.door.grpc.consume;

import akka.Done;
import akka.NotUsed;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akkord.protocol.grpc.v1.ConsumeRequest;
import akkord.protocol.grpc.v1.ConsumeResponse;
import akkord.protocol.grpc.v1.Consumer;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Makes a member of each stream, and asks it for an answer whenever the client has room for one. */
public final class ConsumeCall implements Consumer {

    private final ActorSystem<?> system;
    private final ConsumeContext context;

    public ConsumeCall(ActorSystem<?> system, ConsumeContext context) {
        this.system = system;
        this.context = context;
    }

    @Override
    public Source<ConsumeResponse, NotUsed> consume(Source<ConsumeRequest, NotUsed> in) {
        return Source.fromMaterializer((materializer, attributes) -> {
                    ActorRef<MemberMessage> member = system.systemActorOf(
                            ConsumeMember.create(context), "consume-" + UUID.randomUUID(), Props.empty());
                    in.mapAsync(1, request -> said(member, request))
                            .runWith(Sink.onComplete(done -> member.tell(MemberMessage.Own.SAID_ALL)), materializer);
                    return Source.unfoldAsync(member, ConsumeCall::next).watchTermination((ignored, ended) -> {
                        ended.whenComplete((done, failure) -> member.tell(MemberMessage.Own.OVER));
                        return NotUsed.getInstance();
                    });
                })
                .mapMaterializedValue(ignored -> NotUsed.getInstance());
    }

    private static CompletionStage<Done> said(ActorRef<MemberMessage> member, ConsumeRequest request) {
        CompletableFuture<Done> done = new CompletableFuture<>();
        member.tell(new MemberMessage.Said(request, done));
        return done;
    }

    private static CompletionStage<Optional<akka.japi.Pair<ActorRef<MemberMessage>, ConsumeResponse>>> next(
            ActorRef<MemberMessage> member) {
        CompletableFuture<Optional<ConsumeResponse>> answer = new CompletableFuture<>();
        member.tell(new MemberMessage.Next(answer));
        return answer.thenApply(given -> given.map(response -> akka.japi.Pair.create(member, response)));
    }
}
