package akkord.protocol.door.grpc;

import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import akkord.protocol.grpc.v1.RecordPosition;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.AppendResult.Appended;
import akkord.protocol.partition.AppendResult.NotAppended;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where each record of one request went, in the request's order. All {@code results} are there. */
record ProduceAnswer(
        ProduceRequest request, ProducePlan plan, Acks acks, Map<Integer, CompletableFuture<AppendResult>> results) {

    private static final long UNKNOWN_OFFSET = -1;

    /** @throws RefusedException when no part of the request was written */
    ProduceResponse response() {
        ProduceResponse.Builder response = ProduceResponse.newBuilder().setCorrelationId(request.getCorrelationId());
        Refusal refusal = firstRefusal();
        if (refusal != null && noneWritten()) throw new RefusedException(refusal);
        if (refusal != null) response.setError(GrpcStatuses.failure(refusal));
        Map<Integer, Long> next = new HashMap<>();
        for (int i = 0; i < plan.partitionOf().length; i++) response.addPositions(position(i, next));
        return response.build();
    }

    private RecordPosition position(int i, Map<Integer, Long> next) {
        int partition = plan.partitionOf()[i];
        RecordPosition.Builder position = RecordPosition.newBuilder().setPartition(partition);
        if (!(result(partition) instanceof Appended appended))
            return position.setOffset(UNKNOWN_OFFSET).build();
        long appendTime = appended.logAppendTimeMillis();
        position.setTimestampMs(appendTime >= 0 ? appendTime : plan.timestampMillis()[i]);
        if (acks == Acks.NONE) return position.setOffset(UNKNOWN_OFFSET).build();
        long offset = next.getOrDefault(partition, appended.baseOffset());
        next.put(partition, offset + 1);
        return position.setOffset(offset).build();
    }

    private @Nullable Refusal firstRefusal() {
        for (int partition : results.keySet()) if (result(partition) instanceof NotAppended not) return not.why();
        return null;
    }

    private boolean noneWritten() {
        return results.keySet().stream().allMatch(partition -> result(partition) instanceof NotAppended);
    }

    private AppendResult result(int partition) {
        CompletableFuture<AppendResult> result = results.get(partition);
        if (result == null) throw new IllegalStateException("no result for partition " + partition);
        return result.join();
    }
}
