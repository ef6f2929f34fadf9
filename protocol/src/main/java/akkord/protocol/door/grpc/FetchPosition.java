package akkord.protocol.door.grpc;

import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;

/**
 * Where a fetch stands in one partition.
 *
 * @param topicId of the topic it began in: its offsets mean nothing in another of the same name
 * @param end the offset to stop at, {@link Long#MAX_VALUE} for never
 */
record FetchPosition(TopicPartition partition, TopicId topicId, long offset, long end) {

    FetchPosition at(long newOffset) {
        return new FetchPosition(partition, topicId, newOffset, end);
    }

    boolean isAtEnd() {
        return offset >= end;
    }
}
