package akkord.protocol.door.kafka.handler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;

/**
 * What a client fetches again and again (KIP-227): it sends only what changes, and is sent only what changed.
 * Partitions that gave records go to the end, so that all have their turn. Guarded by itself: nothing forbids
 * a client to use one session on two connections.
 */
final class FetchSession {

    private final int id;
    private final boolean byId;
    private final Map<FetchTarget.Key, FetchTarget> targets = new LinkedHashMap<>();
    private int nextEpoch = 1;
    private long lastUsedNanos;

    FetchSession(int id, boolean byId, List<FetchTarget> first, long nowNanos) {
        this.id = id;
        this.byId = byId;
        this.lastUsedNanos = nowNanos;
        first.forEach(target -> targets.put(target.key(), target));
    }

    int id() {
        return id;
    }

    /** Whether its topics are named by id. */
    boolean isById() {
        return byId;
    }

    synchronized int size() {
        return targets.size();
    }

    synchronized long lastUsedNanos() {
        return lastUsedNanos;
    }

    /** Takes the changes of the request with {@code epoch}; false, and nothing changed, if that is not the next one. */
    synchronized boolean advance(int epoch, FetchRequestData request, long nowNanos) {
        if (epoch != nextEpoch) return false;
        nextEpoch = nextEpoch == Integer.MAX_VALUE ? 1 : nextEpoch + 1;
        lastUsedNanos = nowNanos;
        for (FetchTopic topic : request.topics())
            for (FetchPartition partition : topic.partitions()) want(topic, partition);
        for (ForgottenTopic topic : request.forgottenTopicsData())
            for (int partition : topic.partitions())
                targets.remove(new FetchTarget.Key(topic.topic(), Ids.ours(topic.topicId()), partition));
        return true;
    }

    private void want(FetchTopic topic, FetchPartition partition) {
        FetchTarget.Key key = FetchTarget.Key.of(topic, partition.partition());
        FetchTarget known = targets.get(key);
        if (known == null) targets.put(key, new FetchTarget(key, partition));
        else known.update(partition);
    }

    synchronized List<FetchTarget> targets() {
        return new ArrayList<>(targets.values());
    }

    /** {@code target} gave records: others come first next time. */
    synchronized void toTheEnd(FetchTarget target) {
        if (targets.remove(target.key(), target)) targets.put(target.key(), target);
    }
}
