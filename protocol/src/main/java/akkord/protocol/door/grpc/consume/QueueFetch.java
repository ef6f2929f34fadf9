package akkord.protocol.door.grpc.consume;

import akkord.protocol.domain.TopicPartition;
import akkord.protocol.grpc.v1.Fetch;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.Latest;
import akkord.protocol.grpc.v1.PartitionFetch;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.grpc.v1.Start;
import akkord.protocol.share.ReadableLog;
import akkord.protocol.share.ShareReply.AcquiredRange;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** What a queue's member asks of the leaders of partitions, in fetches like any other client's. Any thread. */
final class QueueFetch {

    private static final Start LATEST =
            Start.newBuilder().setLatest(Latest.getDefaultInstance()).build();

    private final Fetch fetch;
    /** As the contract has it. */
    private static final long BYTES_DEFAULT = 1 << 20;

    /** Answers do not say in which epoch their partition is led. */
    static final int NO_EPOCH = -1;

    private final long maxBytes;

    /** @param maxBytes of records in an answer, unsigned; 0: as a fetch has it */
    QueueFetch(Fetch fetch, int maxBytes) {
        this.fetch = fetch;
        this.maxBytes = maxBytes == 0 ? BYTES_DEFAULT : Integer.toUnsignedLong(maxBytes);
    }

    /** What the leaders can show; those that cannot be read are missing. */
    CompletionStage<Map<TopicPartition, ReadableLog>> bounds(List<QueuePartition> partitions) {
        FetchRequest.Builder request = FetchRequest.newBuilder().setMaxBytes(1).setUntilEnd(true);
        partitions.forEach(each -> request.addPartitions(of(each.name, LATEST)));
        return fetch.fetch(request.build()).thenApply(QueueFetch::bounds);
    }

    /**
     * Waits for records behind what the leaders could show. Gives what they can show now, of those where that has changed;
     * fails as soon as one cannot be read.
     */
    CompletionStage<Map<TopicPartition, ReadableLog>> news(List<QueuePartition> partitions, Duration atMost) {
        FetchRequest.Builder request = FetchRequest.newBuilder().setMaxBytes(1).setMaxWaitMs((int) atMost.toMillis());
        partitions.forEach(each -> request.addPartitions(of(
                each.name,
                at(Objects.requireNonNull(each.readable, "who waits knows for what")
                        .end()))));
        return fetch.fetch(request.build()).thenApply(response -> {
            if (response.getPartitionsList().stream().anyMatch(PartitionRecords::hasError))
                throw new CompletionException(new IllegalStateException("some cannot be read"));
            return bounds(response);
        });
    }

    /** The first offset that is not before {@code start}. */
    CompletionStage<Long> first(QueuePartition partition, Start start) {
        FetchRequest request = FetchRequest.newBuilder()
                .setMaxBytes(1)
                .setUntilEnd(true)
                .addPartitions(of(partition.name, start))
                .build();
        return fetch.fetch(request).thenApply(response -> {
            PartitionRecords records = only(response);
            return records.getRecordsCount() > 0 ? records.getRecords(0).getOffset() : records.getNextOffset();
        });
    }

    /** What there is from the first of the ranges on, about as far as they go. Fails if it cannot be read. */
    CompletionStage<PartitionRecords> records(QueuePartition partition, List<AcquiredRange> ranges) {
        long offset = ranges.get(0).firstOffset();
        long span = ranges.get(ranges.size() - 1).lastOffset() - offset + 1;
        FetchRequest request = FetchRequest.newBuilder()
                .setMaxBytes((int) Math.min(maxBytes, partition.bytes(span)))
                .addPartitions(of(partition.name, at(offset)))
                .build();
        return fetch.fetch(request).thenApply(QueueFetch::only);
    }

    private static PartitionRecords only(FetchResponse response) {
        if (response.getPartitionsCount() != 1 || response.getPartitions(0).hasError())
            throw new CompletionException(new IllegalStateException("nothing could be read"));
        return response.getPartitions(0);
    }

    private static Map<TopicPartition, ReadableLog> bounds(FetchResponse response) {
        Map<TopicPartition, ReadableLog> bounds = new HashMap<>();
        for (PartitionRecords records : response.getPartitionsList())
            if (!records.hasError())
                bounds.put(
                        new TopicPartition(records.getTopic(), records.getPartition()),
                        new ReadableLog(records.getLogStartOffset(), records.getHighWatermark(), NO_EPOCH));
        return bounds;
    }

    private static Start at(long offset) {
        return Start.newBuilder().setOffset(offset).build();
    }

    private static PartitionFetch of(TopicPartition partition, Start start) {
        return PartitionFetch.newBuilder()
                .setTopic(partition.topic())
                .setPartition(partition.partition())
                .setStart(start)
                .build();
    }
}
