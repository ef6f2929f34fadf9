package akkord.protocol.door.grpc;

import akka.actor.typed.ActorSystem;
import akka.grpc.GrpcClientSettings;
import akka.stream.BoundedSourceQueue;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import akkord.protocol.grpc.v1.ProducerClient;
import akkord.protocol.metadata.NodeImage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One stream of requests to another node's gRPC port; its answers come in the order of the requests. Any thread. */
final class ForwardStream {

    private final NodeImage node;
    private final ProducerClient client;
    private final BoundedSourceQueue<ProduceRequest> requests;
    private final Deque<CompletableFuture<ProduceResponse>> waiting = new ArrayDeque<>();
    private boolean ended;

    private ForwardStream(NodeImage node, ProducerClient client, BoundedSourceQueue<ProduceRequest> requests) {
        this.node = node;
        this.client = client;
        this.requests = requests;
    }

    static ForwardStream open(ActorSystem<?> system, NodeImage node, int waitingMax) {
        GrpcClientSettings settings = GrpcClientSettings.connectToServiceAt(node.host(), node.grpcPort(), system)
                .withTls(false);
        ProducerClient client = ProducerClient.create(settings, system);
        var queue = Source.<ProduceRequest>queue(waitingMax).preMaterialize(system);
        ForwardStream stream = new ForwardStream(node, client, queue.first());
        client.produceStream(queue.second())
                .toMat(Sink.foreach(stream::answered), Keep.right())
                .run(system)
                .whenComplete((done, failure) -> stream.ended(failure));
        return stream;
    }

    /** Still open, and to the process that is there now. */
    synchronized boolean isTo(NodeImage leader) {
        return !ended
                && node.incarnation().equals(leader.incarnation())
                && node.host().equals(leader.host())
                && node.grpcPort() == leader.grpcPort();
    }

    synchronized CompletableFuture<ProduceResponse> send(ProduceRequest request) {
        CompletableFuture<ProduceResponse> answer = new CompletableFuture<>();
        if (!requests.offer(request).equals(QueueOfferResult.enqueued()))
            return CompletableFuture.failedFuture(new RefusedException(
                    ErrorCode.LEADER_NOT_AVAILABLE, "too many requests wait for node " + node.id() + "; try again"));
        waiting.add(answer);
        return answer;
    }

    private void answered(ProduceResponse response) {
        CompletableFuture<ProduceResponse> answer;
        synchronized (this) {
            answer = waiting.poll();
        }
        if (answer != null) answer.complete(response);
    }

    private void ended(@Nullable Throwable failure) {
        List<CompletableFuture<ProduceResponse>> left;
        synchronized (this) {
            ended = true;
            left = new ArrayList<>(waiting);
            waiting.clear();
        }
        Throwable why = failure == null ? new IllegalStateException("the stream has ended") : failure;
        left.forEach(answer -> answer.completeExceptionally(why));
        client.close();
    }

    /** Whoever still waits hears that it has ended. */
    void close() {
        client.close();
    }
}
