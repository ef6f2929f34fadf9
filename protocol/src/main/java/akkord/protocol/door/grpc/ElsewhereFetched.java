package akkord.protocol.door.grpc;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.grpc.GrpcClientSettings;
import akka.japi.pf.PFBuilder;
import akka.stream.javadsl.Source;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.grpc.v1.Fetch;
import akkord.protocol.grpc.v1.FetchClient;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.PartitionFetch;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.metadata.NodeImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads what other nodes lead from those nodes, and what this node leads here; a client sees one answer, one stream. */
final class ElsewhereFetched {

    private final ActorSystem<?> system;
    private final LedHere led;
    private final Fetch here;
    private final Map<Integer, Peer> peers = new HashMap<>();

    private record Peer(NodeImage node, FetchClient client) {}

    /** One node's share of a request. */
    private record Part(Fetch node, FetchRequest request) {}

    ElsewhereFetched(ActorSystem<?> system, LedHere led, Fetch here) {
        this.system = system;
        this.led = led;
        this.here = here;
    }

    Source<FetchResponse, NotUsed> fetchStream(FetchRequest request) {
        List<Part> parts = parts(request);
        if (parts.size() == 1) return stream(parts.get(0));
        Source<FetchResponse, NotUsed> all = Source.empty();
        for (Part part : parts) all = all.merge(recovered(part));
        return all;
    }

    private static Source<FetchResponse, NotUsed> stream(Part part) {
        return part.node().fetchStream(part.request());
    }

    /** A node that fails ends its own partitions only. */
    private static Source<FetchResponse, NotUsed> recovered(Part part) {
        return stream(part)
                .recover(new PFBuilder<Throwable, FetchResponse>()
                        .matchAny(failure -> refused(part.request(), failure))
                        .build());
    }

    /** What is there anywhere, else the first that comes. */
    CompletionStage<FetchResponse> fetch(FetchRequest request) {
        List<Part> parts = parts(request);
        if (parts.size() == 1) return parts.get(0).node().fetch(parts.get(0).request());
        return all(parts, 0).thenCompose(now -> {
            boolean enough = now.getPartitionsList().stream()
                    .anyMatch(records -> records.getRecordsCount() > 0 || records.hasError());
            return enough || request.getMaxWaitMs() == 0
                    ? CompletableFuture.completedFuture(now)
                    : first(parts, request.getMaxWaitMs());
        });
    }

    private static CompletionStage<FetchResponse> all(List<Part> parts, int waitMillis) {
        List<CompletableFuture<FetchResponse>> answers =
                parts.stream().map(part -> answer(part, waitMillis)).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    FetchResponse.Builder whole = FetchResponse.newBuilder();
                    answers.forEach(
                            answer -> whole.addAllPartitions(answer.join().getPartitionsList()));
                    return whole.build();
                });
    }

    /** The first answer that says something; when none does, all of them together. */
    private static CompletionStage<FetchResponse> first(List<Part> parts, int waitMillis) {
        CompletableFuture<FetchResponse> first = new CompletableFuture<>();
        List<CompletableFuture<FetchResponse>> answers = new ArrayList<>();
        for (Part part : parts) {
            CompletableFuture<FetchResponse> answer = answer(part, waitMillis);
            answers.add(answer);
            answer.thenAccept(response -> {
                if (response.getPartitionsCount() > 0) first.complete(response);
            });
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenRun(() -> first.complete(FetchResponse.getDefaultInstance()));
        return first;
    }

    private static CompletableFuture<FetchResponse> answer(Part part, int waitMillis) {
        FetchRequest request =
                part.request().toBuilder().setMaxWaitMs(waitMillis).build();
        return part.node().fetch(request).toCompletableFuture().exceptionally(failure -> refused(request, failure));
    }

    private static FetchResponse refused(FetchRequest request, Throwable failure) {
        Refusal why = GrpcStatuses.cause(failure) instanceof akkord.protocol.domain.RefusedException refused
                ? refused.refusal()
                : new Refusal(
                        ErrorCode.LEADER_NOT_AVAILABLE,
                        "the node that leads it did not answer: "
                                + GrpcStatuses.cause(failure).getMessage());
        FetchResponse.Builder response = FetchResponse.newBuilder();
        for (PartitionFetch partition : request.getPartitionsList())
            response.addPartitions(PartitionRecords.newBuilder()
                    .setTopic(partition.getTopic())
                    .setPartition(partition.getPartition())
                    .setError(GrpcStatuses.failure(why)));
        return response.build();
    }

    private List<Part> parts(FetchRequest request) {
        Map<Fetch, FetchRequest.Builder> byNode = new LinkedHashMap<>();
        for (PartitionFetch partition : request.getPartitionsList())
            byNode.computeIfAbsent(node(request, partition), node -> share(request, node))
                    .addPartitions(partition);
        // A request without partitions is for this node to refuse.
        if (byNode.isEmpty()) return List.of(new Part(here, request));
        List<Part> parts = new ArrayList<>();
        byNode.forEach((node, share) -> parts.add(new Part(node, share.build())));
        return parts;
    }

    private FetchRequest.Builder share(FetchRequest request, Fetch node) {
        return request.toBuilder().clearPartitions().setOnlyHere(request.getOnlyHere() || !node.equals(here));
    }

    private Fetch node(FetchRequest request, PartitionFetch partition) {
        if (request.getOnlyHere()) return here;
        NodeImage leader = led.elsewhere(new TopicPartition(partition.getTopic(), partition.getPartition()));
        return leader == null ? here : client(leader);
    }

    private synchronized FetchClient client(NodeImage node) {
        Peer peer = peers.get(node.id());
        if (peer != null && peer.node().incarnation().equals(node.incarnation())) return peer.client();
        if (peer != null) peer.client().close();
        GrpcClientSettings settings = GrpcClientSettings.connectToServiceAt(node.host(), node.grpcPort(), system)
                .withTls(false);
        FetchClient client = FetchClient.create(settings, system);
        peers.put(node.id(), new Peer(node, client));
        return client;
    }
}
