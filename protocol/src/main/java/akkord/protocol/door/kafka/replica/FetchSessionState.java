package akkord.protocol.door.kafka.replica;

import akkord.protocol.domain.TopicId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;

/**
 * The follower's side of an incremental fetch session (KIP-227): a request names only what has moved and what is not
 * wanted any more. Event loop only.
 */
final class FetchSessionState {

    private static final int NONE = 0;
    private static final int EPOCH_NEW = 0;

    private final ReplicaFetchSettings settings;
    private final int node;
    private int id = NONE;
    private int nextEpoch = EPOCH_NEW;
    private long nodeEpoch = -1;
    private final Set<FollowedPartition.Key> known = new LinkedHashSet<>();
    private final Set<FollowedPartition.Key> forgotten = new LinkedHashSet<>();

    FetchSessionState(ReplicaFetchSettings settings, int node) {
        this.settings = settings;
        this.node = node;
    }

    /** Begins anew with the next request, which also closes what was before. */
    void restart() {
        nextEpoch = EPOCH_NEW;
        known.clear();
        forgotten.clear();
    }

    /** Whether the leader has given the session its id; before that there is nothing to go on with. */
    boolean isOpen() {
        return nextEpoch != EPOCH_NEW && id != NONE;
    }

    /** Whether this node has been registered anew since the session began: its leader knows it by the former epoch. */
    boolean isOfAnotherLife(long presentNodeEpoch) {
        return isOpen() && nodeEpoch != presentNodeEpoch;
    }

    void opened(int sessionId) {
        id = sessionId;
    }

    void forget(FollowedPartition.Key key) {
        if (known.remove(key)) forgotten.add(key);
    }

    /** @param presentNodeEpoch of this node, by which a leader tells it from its former lives */
    FetchRequestData next(Collection<FollowedPartition> moved, long presentNodeEpoch) {
        nodeEpoch = presentNodeEpoch;
        FetchRequestData request = new FetchRequestData()
                .setMaxWaitMs((int) settings.waitMax().toMillis())
                .setMinBytes(settings.bytesMin())
                .setMaxBytes(settings.answerBytesMax())
                .setSessionId(id)
                .setSessionEpoch(nextEpoch)
                .setTopics(topics(moved))
                .setForgottenTopicsData(forgottenTopics());
        request.replicaState().setReplicaId(node).setReplicaEpoch(nodeEpoch);
        if (nextEpoch == EPOCH_NEW) id = NONE;
        nextEpoch = nextEpoch == Integer.MAX_VALUE ? 1 : nextEpoch + 1;
        forgotten.clear();
        return request;
    }

    private List<FetchTopic> topics(Collection<FollowedPartition> moved) {
        Map<TopicId, FetchTopic> topics = new HashMap<>();
        for (FollowedPartition followed : moved) {
            FollowedPartition.Key key = followed.key();
            known.add(key);
            forgotten.remove(key);
            topics.computeIfAbsent(key.topic(), topic -> new FetchTopic().setTopicId(wire(topic)))
                    .partitions()
                    .add(new FetchPartition()
                            .setPartition(key.partition())
                            .setCurrentLeaderEpoch(followed.position().leaderEpoch())
                            .setFetchOffset(followed.position().fetchOffset())
                            .setLogStartOffset(followed.position().logStartOffset())
                            .setLastFetchedEpoch(followed.position().lastFetchedEpoch())
                            .setPartitionMaxBytes(settings.partitionBytesMax()));
        }
        return new ArrayList<>(topics.values());
    }

    private List<ForgottenTopic> forgottenTopics() {
        Map<TopicId, ForgottenTopic> topics = new HashMap<>();
        for (FollowedPartition.Key key : forgotten)
            topics.computeIfAbsent(key.topic(), topic -> new ForgottenTopic().setTopicId(wire(topic)))
                    .partitions()
                    .add(key.partition());
        return new ArrayList<>(topics.values());
    }

    private static Uuid wire(TopicId id) {
        return new Uuid(id.high(), id.low());
    }
}
