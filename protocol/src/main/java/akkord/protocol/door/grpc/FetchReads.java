package akkord.protocol.door.grpc;

import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.RefusedException;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.PartitionFetch;
import akkord.protocol.partition.PartitionCommand;
import akkord.protocol.partition.PendingFetch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Reads rounds of several partitions on the threads kept for files, and waits for records without polling. */
final class FetchReads {

    private final ActorSystem<?> system;
    private final DoorSettings settings;
    private final PartitionReader reader;
    private final Executor files;
    private final FetchBytes bytes;

    FetchReads(ActorSystem<?> system, DoorContext context, DoorSettings settings) {
        this.system = system;
        this.settings = settings;
        this.reader = new PartitionReader(new LedHere(context), settings.batchDecompressedBytesMax());
        this.files = system.dispatchers().lookup(DispatcherSelector.fromConfig("akkord.door-dispatcher"));
        this.bytes = new FetchBytes(settings.fetchInFlightBytesMax(), settings.fetchBytesLeast());
    }

    int bytesMax(FetchRequest request) {
        int asked = request.getMaxBytes();
        if (asked == 0) return settings.fetchBytesDefault();
        return asked < 0 ? settings.fetchBytesMax() : Math.min(asked, settings.fetchBytesMax());
    }

    /** Of what all fetches may hold, for one call. */
    FetchBytes.Share share() {
        return bytes.share();
    }

    /** The positions {@code request} begins at, those refused as a round of refusals. */
    CompletionStage<Started> start(FetchRequest request) {
        return CompletableFuture.supplyAsync(() -> started(request), files);
    }

    /** @param positions to read on from @param refused partitions that cannot be read, in an answer of their own */
    record Started(List<FetchPosition> positions, List<PartitionRead> refused) {}

    private Started started(FetchRequest request) {
        if (request.getPartitionsCount() == 0)
            throw new RefusedException(ErrorCode.INVALID_REQUEST, "the request names no partitions");
        List<FetchPosition> positions = new ArrayList<>();
        List<PartitionRead> refused = new ArrayList<>();
        for (PartitionFetch fetch : request.getPartitionsList()) {
            try {
                positions.add(reader.start(fetch, request.getUntilEnd()));
            } catch (RefusedException refusal) {
                FetchPosition nowhere = new FetchPosition(
                        new TopicPartition(fetch.getTopic(), fetch.getPartition()), TopicId.ZERO, -1, Long.MAX_VALUE);
                refused.add(PartitionReader.refused(nowhere, refusal.refusal()));
            }
        }
        if (positions.isEmpty()) {
            var first = refused.get(0).refusal();
            if (first != null) throw new RefusedException(first);
        }
        return new Started(positions, refused);
    }

    /** One look at each position; the first to have anything gives a batch however large. */
    CompletionStage<FetchRound> read(List<FetchPosition> positions, int bytesMax) {
        return CompletableFuture.supplyAsync(() -> round(positions, bytesMax), files);
    }

    private FetchRound round(List<FetchPosition> positions, int bytesMax) {
        List<PartitionRead> reads = new ArrayList<>(positions.size());
        int left = bytesMax;
        for (FetchPosition position : positions) {
            PartitionRead read = reader.read(position, Math.max(0, left), left == bytesMax);
            left -= read.bytes();
            reads.add(read);
        }
        return new FetchRound(reads);
    }

    /** One wait. @param over completes when there is reason to look again @param end ends it at once, any thread */
    record Wait(CompletionStage<Void> over, Runnable end) {}

    /** Waits until {@code bytes} more have come to the round's partitions, one of them changed, or the time is over. */
    Wait await(FetchRound round, long bytes, @Nullable Duration atMost) {
        CompletableFuture<Void> over = new CompletableFuture<>();
        PendingFetch pending = new PendingFetch(bytes, () -> over.complete(null));
        for (PartitionRead read : round.reads()) {
            PartitionRead.WaitOn on = read.waitOn();
            if (on == null) continue;
            on.partition()
                    .actor()
                    .tell(new PartitionCommand.AwaitRecords(pending, on.seenHighWatermark(), on.leaderEpoch()));
        }
        if (atMost != null) {
            Cancellable timer = system.scheduler().scheduleOnce(atMost, pending::complete, system.executionContext());
            over.whenComplete((done, failure) -> timer.cancel());
        }
        return new Wait(over, pending::complete);
    }
}
