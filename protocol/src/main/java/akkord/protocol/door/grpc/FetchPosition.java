package akkord.protocol.door.grpc;

import akkord.protocol.domain.TopicPartition;

/** Where a fetch stands in one partition. @param end the offset to stop at, {@link Long#MAX_VALUE} for never */
record FetchPosition(TopicPartition partition, long offset, long end) {

    FetchPosition at(long newOffset) {
        return new FetchPosition(partition, newOffset, end);
    }

    boolean isAtEnd() {
        return offset >= end;
    }
}
