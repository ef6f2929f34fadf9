package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicId;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;

/** One partition of a fetch: where to read from, and, in a session, what the client was last told. */
final class FetchTarget {

    /** A partition as a fetch names it: by name (id zero) or by id (name empty). */
    record Key(String topic, TopicId id, int partition) {

        static Key of(FetchTopic topic, int partition) {
            return new Key(topic.topic(), Ids.ours(topic.topicId()), partition);
        }

        /** By id. */
        static Key of(Uuid topic, int partition) {
            return new Key("", Ids.ours(topic), partition);
        }

        /** The entry of its topic in {@code response}; partitions of one topic that follow each other share it. */
        FetchableTopicResponse topicIn(FetchResponseData response) {
            List<FetchableTopicResponse> topics = response.responses();
            FetchableTopicResponse last = topics.isEmpty() ? null : topics.get(topics.size() - 1);
            if (last != null
                    && last.topic().equals(topic)
                    && Ids.ours(last.topicId()).equals(id)) return last;
            FetchableTopicResponse next =
                    new FetchableTopicResponse().setTopic(topic).setTopicId(Ids.wire(id));
            topics.add(next);
            return next;
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
