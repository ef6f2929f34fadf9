package akkord.actors.partition.core;

import akkord.actors.partition.core.ReplicaEffect.AdvanceLogStart;
import akkord.actors.partition.core.ReplicaEffect.Follow;
import akkord.actors.partition.core.ReplicaEffect.RestartAt;
import akkord.actors.partition.core.ReplicaEffect.StopFollowing;
import akkord.actors.partition.core.ReplicaEffect.TruncateTo;
import akkord.actors.partition.core.ReplicaEvent.Diverged;
import akkord.actors.partition.core.ReplicaEvent.OutOfRange;
import akkord.actors.partition.core.ReplicaEvent.Replicated;
import akkord.protocol.partition.FetchPosition;
import akkord.protocol.partition.PartitionView.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A follower's way along its leader's log: one fetch at a time, each from the end of the own log, whatever comes of
 * it is used only while it fits. The log is cut to what the leader's log begins with before anything is added.
 */
final class Following {

    /** More would overflow, and the longest pause is reached long before. */
    private static final int DOUBLINGS_MAX = 30;

    private final int nodeId;
    private final Durability durability;
    private final ReplicaTimes times;
    private final ReplicationRules rules;

    private @Nullable FetchPosition awaited;
    private boolean cutting;

    /** What comes next is asked for when the log begins where it is to begin, which the leader waits to hear. */
    private boolean advancing;

    private long notBeforeMillis = Long.MIN_VALUE;
    private int failures;

    Following(int nodeId, Durability durability, ReplicaTimes times, ReplicationRules rules) {
        this.nodeId = nodeId;
        this.durability = durability;
        this.times = times;
        this.rules = rules;
    }

    boolean awaits(FetchPosition position) {
        return rules.isAnswerTo(awaited, position);
    }

    boolean isCutting() {
        return cutting;
    }

    /** The log was opened, or is gone: what was under way belongs to the former. */
    void reset() {
        awaited = null;
        cutting = false;
        advancing = false;
        failures = 0;
        notBeforeMillis = Long.MIN_VALUE;
    }

    /** The controller's decision: a failure of the former leader says nothing of this one. */
    void assigned() {
        failures = 0;
        notBeforeMillis = Long.MIN_VALUE;
    }

    /**
     * Asks for what comes next, or for nothing any more, if that is not what is awaited already.
     *
     * @param mayFollow whatever the controller's decision
     */
    void follow(ReplicaState state, boolean mayFollow, long nowMillis, List<ReplicaEffect> effects) {
        if (!mayFollow || !follows(state)) {
            stop(effects);
            return;
        }
        if (cutting || advancing || nowMillis < notBeforeMillis) return;
        if (!rules.mayFetchFrom(state.logEndOffset(), state, durability)) return;
        FetchPosition position = new FetchPosition(
                state.leader(), state.leaderEpoch(), state.logEndOffset(), state.lastEpoch(), state.logStartOffset());
        if (position.equals(awaited)) return;
        awaited = position;
        effects.add(new Follow(position));
    }

    /** Not if it is no replica any more: its log will go, and should it become one again, no fetch of before may count. */
    private boolean follows(ReplicaState state) {
        return state.role() == Role.FOLLOWER
                && state.image().hasLeader()
                && state.leader() != nodeId
                && state.image().replicas().contains(nodeId);
    }

    private void stop(List<ReplicaEffect> effects) {
        if (awaited == null) return;
        awaited = null;
        effects.add(new StopFollowing());
    }

    /** The state after {@code replicated}, which was awaited. */
    ReplicaState replicated(Replicated replicated, ReplicaState state, List<ReplicaEffect> effects) {
        awaited = null;
        failures = 0;
        ReplicaState longer = state.withLogEnd(replicated.logEndOffset(), replicated.lastEpoch());
        long start = Math.min(replicated.leaderLogStartOffset(), longer.logEndOffset());
        if (start > longer.logStartOffset()) {
            advancing = true;
            effects.add(new AdvanceLogStart(start));
        }
        long watermark =
                rules.watermarkOfFollower(longer.highWatermark(), replicated.highWatermark(), longer.logEndOffset());
        return longer.withHighWatermark(watermark);
    }

    void diverged(Diverged diverged, ReplicaState state, List<ReplicaEffect> effects) {
        if (!awaits(diverged.position())) return;
        awaited = null;
        cutting = true;
        long offset = Math.min(rules.truncationOffset(diverged, state), state.logEndOffset());
        String why = "the leader's epoch " + diverged.leaders().leaderEpoch() + " ends at "
                + diverged.leaders().endOffset() + ", this log's last epoch is " + state.lastEpoch();
        effects.add(new TruncateTo(offset, why));
    }

    void outOfRange(OutOfRange outOfRange, List<ReplicaEffect> effects) {
        if (!awaits(outOfRange.position())) return;
        awaited = null;
        cutting = true;
        long start = outOfRange.leaderLogStartOffset();
        effects.add(new RestartAt(start, "the leader's log begins at " + start));
    }

    /** A leader that has not heard of its election yet will in a moment; so the first pauses are short. */
    void failed(FetchPosition position, long nowMillis) {
        if (!awaits(position)) return;
        awaited = null;
        long pauseMillis = times.followRetryMillisMin() << Math.min(failures, DOUBLINGS_MAX);
        failures++;
        notBeforeMillis = nowMillis + Math.max(1, Math.min(pauseMillis, times.followRetryMillisMax()));
    }

    void logStartMoved() {
        advancing = false;
    }

    void cut() {
        advancing = false;
        cutting = false;
    }

    /** A failed fetch may be tried again from then on. */
    long wakeAtMillis(long nowMillis) {
        return awaited == null && notBeforeMillis > nowMillis ? notBeforeMillis : Long.MAX_VALUE;
    }
}
