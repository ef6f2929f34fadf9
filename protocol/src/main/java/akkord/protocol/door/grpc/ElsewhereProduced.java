package akkord.protocol.door.grpc;

import akka.actor.typed.ActorSystem;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.grpc.v1.Failure;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import akkord.protocol.grpc.v1.RecordPosition;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.AppendResult.Appended;
import akkord.protocol.partition.AppendResult.NotAppended;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Passes on what other nodes lead: one stream to each of them, which keeps the order in which requests came, and is
 * opened when there is something to pass on.
 */
final class ElsewhereProduced {

    private static final long UNKNOWN = -1;

    private final ActorSystem<?> system;
    private final int waitingMax;
    private final Map<Integer, ForwardStream> streams = new HashMap<>();

    /** @param waitingMax requests that one node may have to answer at a time */
    ElsewhereProduced(ActorSystem<?> system, int waitingMax) {
        this.system = system;
        this.waitingMax = waitingMax;
    }

    /** The part of {@code request} that goes to {@code partition}, led by {@code leader}. Never fails. */
    CompletableFuture<AppendResult> produce(NodeImage leader, ProduceRequest request, ProducePlan plan, int partition) {
        ProduceRequest.Builder part = ProduceRequest.newBuilder()
                .setTopic(request.getTopic())
                .setPartition(partition)
                .setAcks(request.getAcks())
                .setCompression(request.getCompression())
                .setTimeoutMs(request.getTimeoutMs())
                .setOnlyHere(true);
        int first = -1;
        for (int i = 0; i < plan.partitionOf().length; i++) {
            if (plan.partitionOf()[i] != partition) continue;
            if (first < 0) first = i;
            part.addRecords(request.getRecords(i).toBuilder().setTimestampMs(plan.timestampMillis()[i]));
        }
        long firstTimestamp = plan.timestampMillis()[first];
        return send(leader, part.build())
                .thenApply(response -> result(response, firstTimestamp))
                .exceptionally(lost -> new NotAppended(new Refusal(
                        ErrorCode.LEADER_NOT_AVAILABLE,
                        "node " + leader.id() + ", which leads partition " + partition + " of \"" + request.getTopic()
                                + "\", did not answer; the records may or may not be written: "
                                + GrpcStatuses.cause(lost).getMessage())));
    }

    private synchronized CompletableFuture<ProduceResponse> send(NodeImage leader, ProduceRequest request) {
        ForwardStream stream = streams.get(leader.id());
        if (stream == null || !stream.isTo(leader)) {
            if (stream != null) stream.close();
            stream = ForwardStream.open(system, leader, waitingMax);
            streams.put(leader.id(), stream);
        }
        return stream.send(request);
    }

    /** The leader answers with positions, in which only the first of this partition says something new. */
    private static AppendResult result(ProduceResponse response, long firstTimestamp) {
        if (response.hasError()) return new NotAppended(refusal(response.getError()));
        RecordPosition first = response.getPositions(0);
        boolean ownTime = first.getTimestampMs() == firstTimestamp;
        return new Appended(first.getOffset(), ownTime ? UNKNOWN : first.getTimestampMs(), UNKNOWN);
    }

    private static Refusal refusal(Failure failure) {
        ErrorCode code = Arrays.stream(ErrorCode.values())
                .filter(known -> known.name().equals(failure.getReason()))
                .findFirst()
                .orElse(ErrorCode.UNKNOWN_SERVER_ERROR);
        return new Refusal(code, failure.getMessage());
    }
}
