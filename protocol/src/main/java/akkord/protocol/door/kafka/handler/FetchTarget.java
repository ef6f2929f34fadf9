package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicId;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.protocol.Errors;

/** One partition of a fetch: where to read from, and, in a session, what the client was last told. */
final class FetchTarget {

    /** A partition as a fetch names it: by name (id zero) or by id (name empty). */
    record Key(String topic, TopicId id, int partition) {

        static Key of(FetchTopic topic, int partition) {
            return new Key(topic.topic(), Ids.ours(topic.topicId()), partition);
        }
    }

    private static final long NEVER_TOLD = Long.MIN_VALUE;

    private final Key key;
    private FetchPartition wanted;
    private long toldHighWatermark = NEVER_TOLD;
    private long toldLogStart = NEVER_TOLD;

    FetchTarget(Key key, FetchPartition wanted) {
        this.key = key;
        this.wanted = wanted;
    }

    Key key() {
        return key;
    }

    FetchPartition wanted() {
        return wanted;
    }

    /** The client has moved on in this partition. */
    void update(FetchPartition newer) {
        wanted = newer;
    }

    /** Whether an incremental answer must hold {@code data}; remembers it as told if so. */
    boolean isNews(PartitionData data) {
        boolean failed = data.errorCode() != Errors.NONE.code();
        boolean news = failed
                || (data.records() != null && data.records().sizeInBytes() > 0)
                || data.highWatermark() != toldHighWatermark
                || data.logStartOffset() != toldLogStart
                || data.divergingEpoch().epoch() >= 0;
        toldHighWatermark = failed ? NEVER_TOLD : data.highWatermark();
        toldLogStart = failed ? NEVER_TOLD : data.logStartOffset();
        return news;
    }
}
