package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicId;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;

/** One partition of a fetch: where to read from, and, in a session, what the client was last told. */
final class FetchTarget {

    /** A partition as a fetch names it: by name (id zero) or by id (name empty). */
    record Key(String topic, TopicId id, int partition) {

        static Key of(FetchTopic topic, int partition) {
            return new Key(topic.topic(), Ids.ours(topic.topicId()), partition);
        }
    }

    private final Key key;
    private final ToldOffsets told = new ToldOffsets();
    private FetchPartition wanted;

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
        return told.isNews(data);
    }
}
