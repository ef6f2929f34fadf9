package akkord.protocol.door.grpc;

import akka.actor.typed.ActorSystem;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.grpc.v1.ProduceRequest;
import akkord.protocol.grpc.v1.ProduceResponse;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.TopicImage;
import akkord.protocol.partition.Acks;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.BatchBytes;
import akkord.protocol.partition.LocalPartition;
import akkord.protocol.partition.PartitionCommand;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Writes one request's records: sorted by partition, a message to each partition, one answer for all. */
final class ProduceCall {

    private static final int TIMEOUT_MILLIS_DEFAULT = 30_000;

    private final DoorContext context;
    private final DoorSettings settings;
    private final TopicCreation creation;
    private final TopicConfigs configs;
    private final LedHere led;
    private final ElsewhereProduced elsewhere;
    private final Executor answering;
    private final KeylessTurns turns = new KeylessTurns();

    ProduceCall(ActorSystem<?> system, DoorContext context, DoorSettings settings, TopicCreation creation) {
        this.context = context;
        this.settings = settings;
        this.creation = creation;
        this.configs = new TopicConfigs(context.settings());
        this.led = new LedHere(context);
        this.elsewhere = new ElsewhereProduced(system, settings.produceWaitingMax());
        this.answering = system.executionContext();
    }

    /** Fails with a {@link RefusedException} when every part of the request was refused. */
    CompletionStage<ProduceResponse> produce(ProduceRequest request) {
        return start(request).thenCompose(answer -> answer);
    }

    /** Completes when the records are on their way to their partitions, with what completes with the answer. */
    CompletionStage<CompletionStage<ProduceResponse>> start(ProduceRequest request) {
        try {
            Acks acks = check(request);
            return creation.existingOrNew(request.getTopic()).thenApply(topic -> append(topic, request, acks));
        } catch (RefusedException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private static Acks check(ProduceRequest request) {
        if (request.getRecordsCount() == 0)
            throw new RefusedException(ErrorCode.INVALID_REQUEST, "the request has no records");
        return switch (request.getAcks()) {
            case ACKS_ALL -> Acks.ALL;
            case ACKS_LEADER -> Acks.LEADER;
            case ACKS_NONE -> Acks.NONE;
            case UNRECOGNIZED ->
                throw new RefusedException(
                        ErrorCode.INVALID_REQUIRED_ACKS,
                        "there is no acks " + request.getAcksValue() + ": 0 all, 1 leader, 2 none");
        };
    }

    private CompletionStage<ProduceResponse> append(TopicImage topic, ProduceRequest request, Acks acks) {
        int partitions = topic.partitions().size();
        ProducePlan plan =
                ProducePlan.of(request, partitions, nextKeyless(topic), configs.of(topic), System.currentTimeMillis());
        // Protobuf's uint32 comes as an int: what is above 2^31 would be negative.
        long timeoutMillis =
                request.getTimeoutMs() == 0 ? TIMEOUT_MILLIS_DEFAULT : Integer.toUnsignedLong(request.getTimeoutMs());
        long deadlineMillis = System.currentTimeMillis() + timeoutMillis;
        Map<Integer, CompletableFuture<AppendResult>> results = new LinkedHashMap<>();
        plan.batches().forEach((number, batches) -> {
            TopicPartition partition = new TopicPartition(topic.name(), number);
            NodeImage leader = request.getOnlyHere() ? null : led.elsewhere(partition);
            results.put(
                    number,
                    leader == null
                            ? send(partition, batches, acks, deadlineMillis)
                            : elsewhere.produce(leader, request, plan, number));
        });
        Duration atMost = settings.answerSlack().plusMillis(timeoutMillis);
        return CompletableFuture.allOf(results.values().toArray(CompletableFuture[]::new))
                .orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS)
                .thenApplyAsync(all -> new ProduceAnswer(request, plan, acks, results).response(), answering);
    }

    private CompletableFuture<AppendResult> send(
            TopicPartition partition, ByteBuffer batches, Acks acks, long deadlineMillis) {
        LocalPartition local;
        try {
            local = led.partition(partition);
        } catch (RefusedException refused) {
            return CompletableFuture.completedFuture(new AppendResult.NotAppended(refused.refusal()));
        }
        CompletableFuture<AppendResult> result = new CompletableFuture<>();
        local.actor().tell(new PartitionCommand.Append(BatchBytes.of(batches), acks, deadlineMillis, result::complete));
        return result;
    }

    /** One partition after the other, those first that this node can write to; a request is a batch. */
    private int nextKeyless(TopicImage topic) {
        int partitions = topic.partitions().size();
        int turn = turns.next(topic.id(), partitions);
        for (int i = 0; i < partitions; i++) {
            int candidate = (turn + i) % partitions;
            if (led.find(new TopicPartition(topic.name(), candidate)) != null) return candidate;
        }
        return turn;
    }

    /** The answer in a stream to a request that failed as a whole. */
    static ProduceResponse refused(ProduceRequest request, Throwable failure) {
        Refusal refusal = GrpcStatuses.refusal(failure);
        return ProduceResponse.newBuilder()
                .setCorrelationId(request.getCorrelationId())
                .setError(GrpcStatuses.failure(refusal))
                .build();
    }
}
