package akkord.protocol.door.kafka.handler;

import akkord.protocol.partition.PendingFetch;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.jspecify.annotations.Nullable;

/**
 * What one follower's node fetches of the partitions led here (KIP-227). Where a client's session is read whole at
 * each fetch, this one costs only what happens: a partition is read when the follower names it, which it does
 * whenever it has moved, and then once it has grown; until then its actor keeps a watch, however many fetches come and
 * go meanwhile. Belongs to the event loop of its connection; only {@link #grew} may be called by any thread.
 */
final class ReplicaSession {

    private static final long COMMITTED_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final int id;
    private final int node;
    private final long nodeEpoch;
    private final EventExecutor loop;
    private final Map<FetchTarget.Key, ReplicaTarget> targets = new LinkedHashMap<>();
    private final Queue<ReplicaTarget> grown = new ConcurrentLinkedQueue<>();

    /** To be read, in turn. */
    private final Set<ReplicaTarget> due = new LinkedHashSet<>();

    /** The follower has records there that were not committed when it was last told how far it may believe. */
    private final Set<ReplicaTarget> uncommitted = new LinkedHashSet<>();

    private volatile @Nullable PendingFetch waiting;
    private volatile long lastUsedNanos;
    private long committedToldNanos = System.nanoTime();
    private long idleToldNanos = System.nanoTime();
    private int nextEpoch = 1;

    /** @param nodeEpoch of the follower's node when the session began: it ends with that node's life */
    ReplicaSession(int id, int node, long nodeEpoch, EventExecutor loop) {
        this.id = id;
        this.node = node;
        this.nodeEpoch = nodeEpoch;
        this.loop = loop;
    }

    int id() {
        return id;
    }

    int node() {
        return node;
    }

    long nodeEpoch() {
        return nodeEpoch;
    }

    long lastUsedNanos() {
        return lastUsedNanos;
    }

    /** Another connection, if it is another thread's, cannot go on with it. */
    boolean isOf(EventExecutor other) {
        return loop.equals(other);
    }

    /** Takes the first request. */
    void begin(FetchRequestData request, long nowNanos) {
        lastUsedNanos = nowNanos;
        take(request);
    }

    /** Takes one that follows; false, and nothing changed, if its epoch is not the next one. */
    boolean advance(FetchRequestData request, long nowNanos) {
        if (request.sessionEpoch() != nextEpoch) return false;
        nextEpoch = nextEpoch == Integer.MAX_VALUE ? 1 : nextEpoch + 1;
        lastUsedNanos = nowNanos;
        take(request);
        return true;
    }

    private void take(FetchRequestData request) {
        for (FetchTopic topic : request.topics())
            for (FetchPartition partition : topic.partitions()) want(topic, partition);
        for (ForgottenTopic topic : request.forgottenTopicsData())
            for (int partition : topic.partitions())
                forget(new FetchTarget.Key(topic.topic(), Ids.ours(topic.topicId()), partition));
    }

    private void want(FetchTopic topic, FetchPartition partition) {
        FetchTarget.Key key = FetchTarget.Key.of(topic, partition.partition());
        ReplicaTarget target = targets.get(key);
        if (target == null) {
            target = new ReplicaTarget(key, partition);
            targets.put(key, target);
        } else {
            target.update(partition);
        }
        due.add(target);
    }

    private void forget(FetchTarget.Key key) {
        ReplicaTarget target = targets.remove(key);
        if (target == null) return;
        target.unwatch();
        due.remove(target);
        uncommitted.remove(target);
    }

    /** What is to be read now; whoever reads one of them takes it out. */
    List<ReplicaTarget> due() {
        for (ReplicaTarget target = grown.poll(); target != null; target = grown.poll())
            if (targets.get(target.key()) == target) due.add(target);
        return new ArrayList<>(due);
    }

    void taken(ReplicaTarget target) {
        due.remove(target);
    }

    /** Its turn comes again without anything having happened. */
    void again(ReplicaTarget target) {
        due.add(target);
    }

    /**
     * Whether followers that have nothing new are to hear how far they may believe. Those that get records hear it
     * with them; for the rest it is worth no answer of its own, and no look at every partition in every answer.
     */
    boolean isTimeToTellCommitted(long nowNanos) {
        if (nowNanos - committedToldNanos < COMMITTED_INTERVAL_NANOS) return false;
        committedToldNanos = nowNanos;
        return true;
    }

    /**
     * Followers that are at the end of an idle log do not name it, so now and then it is said for them that they are
     * still there: else they would look as if they had lagged since they last moved.
     *
     * @param intervalNanos well below the time after which a follower counts as lagging
     */
    List<ReplicaTarget> idle(long nowNanos, long intervalNanos) {
        if (nowNanos - idleToldNanos < intervalNanos) return List.of();
        idleToldNanos = nowNanos;
        readWhatNobodyWatches();
        return targets.values().stream().filter(ReplicaTarget::isWatched).toList();
    }

    /**
     * Each is due, or watched, or was just told something by which its follower moves on. One that was told and is not
     * heard of for so long may have been told in vain: it is told once more.
     */
    private void readWhatNobodyWatches() {
        for (ReplicaTarget target : targets.values()) if (!target.isWatched()) due.add(target);
    }

    Set<ReplicaTarget> uncommitted() {
        return uncommitted;
    }

    /** A watch has fired. Any thread. */
    void grew(ReplicaTarget target) {
        grown.add(target);
        PendingFetch fetch = waiting;
        if (fetch != null) fetch.complete();
    }

    /** The next growth completes {@code fetch}; at once, if there was one since {@link #due}. */
    void await(PendingFetch fetch) {
        waiting = fetch;
        if (!grown.isEmpty()) fetch.complete();
    }

    void awaitNoMore(PendingFetch fetch) {
        if (fetch.equals(waiting)) waiting = null;
    }

    /** The partitions forget it. Any thread. */
    void closeInItsLoop() {
        if (loop.inEventLoop()) close();
        else if (!loop.isShuttingDown()) loop.execute(this::close);
    }

    private void close() {
        waiting = null;
        targets.values().forEach(ReplicaTarget::unwatch);
        targets.clear();
        due.clear();
        uncommitted.clear();
    }
}
