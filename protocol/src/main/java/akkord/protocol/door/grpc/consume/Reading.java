package akkord.protocol.door.grpc.consume;

import akka.actor.typed.ActorSystem;
import akka.stream.Attributes;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.SinkQueueWithCancel;
import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.GroupReply.KnownOffset;
import akkord.protocol.grpc.v1.Assigned;
import akkord.protocol.grpc.v1.Earliest;
import akkord.protocol.grpc.v1.Fetch;
import akkord.protocol.grpc.v1.FetchRequest;
import akkord.protocol.grpc.v1.FetchResponse;
import akkord.protocol.grpc.v1.PartitionFetch;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.grpc.v1.Position;
import akkord.protocol.grpc.v1.Start;
import akkord.protocol.metadata.MetadataImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The partitions a member has, where it stands in each, and the fetch that is open over them. Changed by its actor only. */
final class Reading {

    private static final long NOT_KNOWN = -1;

    private final Fetch fetch;
    private final Start start;
    private final int maxBytes;
    private final Map<TopicPartition, Start> positions = new LinkedHashMap<>();
    private @Nullable SinkQueueWithCancel<FetchResponse> open;

    /** @param start in partitions of which nothing is committed */
    Reading(Fetch fetch, Start start, int maxBytes) {
        this.fetch = fetch;
        this.start = start.getAtCase() == Start.AtCase.AT_NOT_SET
                ? Start.newBuilder().setEarliest(Earliest.getDefaultInstance()).build()
                : start;
        this.maxBytes = maxBytes;
    }

    /** What was committed for a topic of the same name that is no more does not count. */
    void from(List<TopicPartition> partitions, List<KnownOffset> committed, MetadataImage image) {
        stop();
        positions.clear();
        partitions.forEach(partition -> positions.put(partition, start));
        for (KnownOffset known : committed) {
            boolean isPresent = image.topic(known.partition().topic())
                    .filter(topic -> topic.id().equals(known.topicId()))
                    .isPresent();
            if (isPresent && known.offset() >= 0) positions.replace(known.partition(), at(known.offset()));
        }
    }

    /** Asks the leaders where positions are that are not offsets: the latest record is another one a moment later. */
    CompletionStage<FetchResponse> bounds() {
        FetchRequest.Builder request = FetchRequest.newBuilder().setMaxBytes(1).setUntilEnd(true);
        positions.forEach((partition, from) -> {
            if (from.hasLatest() || from.getAtCase() == Start.AtCase.TIMESTAMP_MS)
                request.addPartitions(of(partition, from));
        });
        if (request.getPartitionsCount() == 0)
            return CompletableFuture.completedFuture(FetchResponse.getDefaultInstance());
        return fetch.fetch(request.build());
    }

    /** A partition whose leader does not say keeps what was asked for. */
    void settle(FetchResponse response) {
        for (PartitionRecords records : response.getPartitionsList()) {
            if (records.hasError()) continue;
            long first = records.getRecordsCount() > 0 ? records.getRecords(0).getOffset() : records.getNextOffset();
            positions.replace(new TopicPartition(records.getTopic(), records.getPartition()), at(first));
        }
    }

    private static PartitionFetch of(TopicPartition partition, Start from) {
        return PartitionFetch.newBuilder()
                .setTopic(partition.topic())
                .setPartition(partition.partition())
                .setStart(from)
                .build();
    }

    private static Start at(long offset) {
        return Start.newBuilder().setOffset(offset).build();
    }

    boolean has(TopicPartition partition) {
        return positions.containsKey(partition);
    }

    boolean isEmpty() {
        return positions.isEmpty();
    }

    Assigned assigned(int generation, String memberId) {
        Assigned.Builder assigned =
                Assigned.newBuilder().setGeneration(generation).setMemberId(memberId);
        positions.forEach((partition, from) -> assigned.addPartitions(Position.newBuilder()
                .setTopic(partition.topic())
                .setPartition(partition.partition())
                .setOffset(from.getAtCase() == Start.AtCase.OFFSET ? from.getOffset() : NOT_KNOWN)));
        return assigned.build();
    }

    boolean isOpen() {
        return open != null;
    }

    void open(ActorSystem<?> system) {
        if (positions.isEmpty()) return;
        FetchRequest.Builder request = FetchRequest.newBuilder().setMaxBytes(maxBytes);
        positions.forEach((partition, from) -> request.addPartitions(of(partition, from)));
        open = fetch.fetchStream(request.build())
                .runWith(Sink.<FetchResponse>queue().withAttributes(Attributes.inputBuffer(1, 1)), system);
    }

    /** Only while it is open, and one at a time. */
    CompletionStage<Optional<FetchResponse>> pull() {
        SinkQueueWithCancel<FetchResponse> now = open;
        if (now == null) throw new IllegalStateException("nothing is read");
        return now.pull();
    }

    void stop() {
        SinkQueueWithCancel<FetchResponse> now = open;
        open = null;
        if (now != null) now.cancel();
    }

    /** What of an answer goes to the client, and whether all partitions can be read on. */
    record Taken(FetchResponse records, boolean isWhole) {}

    Taken take(FetchResponse response) {
        FetchResponse.Builder good = FetchResponse.newBuilder();
        boolean whole = true;
        for (PartitionRecords records : response.getPartitionsList()) {
            TopicPartition partition = new TopicPartition(records.getTopic(), records.getPartition());
            if (records.hasError()) {
                whole = false;
                if (records.getError().getReason().equals(ErrorCode.OFFSET_OUT_OF_RANGE.name()))
                    positions.replace(partition, start);
            } else {
                positions.replace(partition, at(records.getNextOffset()));
                if (records.getRecordsCount() > 0) good.addPartitions(records);
            }
        }
        return new Taken(good.build(), whole);
    }
}
