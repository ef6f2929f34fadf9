package akkord.protocol.door.kafka.handler;

import akkord.protocol.partition.PendingFetch;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.jspecify.annotations.Nullable;

/** One partition of a follower's session: where the follower is, what it was last told, and whether it waits. */
final class ReplicaTarget {

    private final FetchTarget.Key key;
    private final ToldOffsets told = new ToldOffsets();
    private FetchPartition wanted;
    private boolean moved = true;
    private @Nullable PendingFetch watch;

    ReplicaTarget(FetchTarget.Key key, FetchPartition wanted) {
        this.key = key;
        this.wanted = wanted;
    }

    FetchTarget.Key key() {
        return key;
    }

    FetchPartition wanted() {
        return wanted;
    }

    /** The follower has named it again. */
    void update(FetchPartition newer) {
        wanted = newer;
        moved = true;
        told.followerMoved();
    }

    /** Whether the follower has named it since this was last asked: its leader is to hear of that, once. */
    boolean takeMoved() {
        boolean since = moved;
        moved = false;
        return since;
    }

    boolean isMoved() {
        return moved;
    }

    /** Whether the follower does not know yet how far it may believe. */
    boolean isToldLessThan(long highWatermark) {
        return told.lacks(highWatermark);
    }

    /** Its partition tells {@code pending} when there is more. */
    void watch(PendingFetch pending) {
        watch = pending;
    }

    boolean isWatched() {
        return watch != null && !watch.isDone();
    }

    /** The partition forgets whom to tell when it next looks. */
    void unwatch() {
        if (watch != null) watch.complete();
        watch = null;
    }

    /** Whether an answer must hold {@code data}; remembers it as told if so. */
    boolean isNews(PartitionData data) {
        return told.isNews(data);
    }
}
