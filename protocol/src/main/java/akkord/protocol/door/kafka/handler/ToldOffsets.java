package akkord.protocol.door.kafka.handler;

import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;

/** What one who fetches was last told of a partition in a session, so that it need not be told again. */
final class ToldOffsets {

    private static final long NEVER = Long.MIN_VALUE;

    private long highWatermark = NEVER;
    private long logStart = NEVER;
    private boolean withRecords;

    /** Whether an answer must hold {@code data}; remembers it as told if so. */
    boolean isNews(PartitionData data) {
        boolean failed = data.errorCode() != Errors.NONE.code();
        withRecords = data.records() != null && data.records().sizeInBytes() > 0;
        boolean news = failed
                || withRecords
                || data.highWatermark() != highWatermark
                || data.logStartOffset() != logStart
                || data.divergingEpoch().epoch() >= 0;
        highWatermark = failed ? NEVER : data.highWatermark();
        logStart = failed ? NEVER : data.logStartOffset();
        return news;
    }

    /**
     * The follower has moved. If that came from it before the last answer got there, it has dropped what that said:
     * records it asks for again, what was told without any would never be told again.
     */
    void followerMoved() {
        if (withRecords) return;
        highWatermark = NEVER;
        logStart = NEVER;
    }

    boolean lacks(long presentHighWatermark) {
        return highWatermark != presentHighWatermark;
    }
}
