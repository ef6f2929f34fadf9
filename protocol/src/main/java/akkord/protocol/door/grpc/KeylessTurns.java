package akkord.protocol.door.grpc;

import akkord.protocol.domain.TopicId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whose turn it is to take a request without keys, for each topic by itself: with one count for all, topics that
 * are written in step would each keep to some of their partitions. Any thread.
 */
final class KeylessTurns {

    /** Many topics were deleted when so many are remembered; all are forgotten then and begin anew. */
    static final int REMEMBERED_MAX = 20_000;

    private final Map<TopicId, AtomicInteger> byTopic = new ConcurrentHashMap<>();

    /** A partition's number, the next at each call. */
    int next(TopicId topic, int partitions) {
        AtomicInteger turn = byTopic.get(topic);
        if (turn == null) turn = begin(topic);
        return Math.floorMod(turn.getAndIncrement(), partitions);
    }

    /** Not all begin with partition 0: most topics of a node that just started have had few requests. */
    private AtomicInteger begin(TopicId topic) {
        if (byTopic.size() >= REMEMBERED_MAX) byTopic.clear();
        return byTopic.computeIfAbsent(topic, id -> new AtomicInteger(id.hashCode()));
    }

    int remembered() {
        return byTopic.size();
    }
}
