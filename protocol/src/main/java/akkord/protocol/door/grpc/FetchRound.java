package akkord.protocol.door.grpc;

import akkord.protocol.domain.Refusal;
import akkord.protocol.grpc.v1.FetchResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One look at all partitions of a fetch, in their order. */
record FetchRound(List<PartitionRead> reads) {

    long bytes() {
        return reads.stream().mapToLong(PartitionRead::bytes).sum();
    }

    /** More is there than the size of the answer let in, hence more than that size: waiting can add nothing. */
    boolean isFull() {
        return reads.stream().anyMatch(PartitionRead::isFull);
    }

    /** Something to say other than records: a refusal, or an end that was reached. */
    boolean isNews() {
        return reads.stream()
                .anyMatch(read -> read.refusal() != null || read.next().isAtEnd());
    }

    /** Why nothing at all can be read, null when something can. */
    @Nullable
    Refusal refusalOfAll() {
        if (reads.isEmpty() || reads.stream().anyMatch(read -> read.refusal() == null)) return null;
        return reads.get(0).refusal();
    }

    FetchResponse response() {
        FetchResponse.Builder response = FetchResponse.newBuilder();
        for (PartitionRead read : reads) if (read.records() != null) response.addPartitions(read.records());
        return response.build();
    }

    /** Where a stream goes on: neither in partitions that were refused nor in those at their end. */
    List<FetchPosition> goOn() {
        return reads.stream()
                .filter(read -> read.refusal() == null && !read.next().isAtEnd())
                .map(PartitionRead::next)
                .toList();
    }
}
