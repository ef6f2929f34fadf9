package akkord.actors.partition.core;

import akkord.actors.partition.core.ReplicaEffect.ReportReturn;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.PartitionView.Role;
import java.util.List;

/**
 * A replica whose log was closed and opened again while its process went on. Its leader, its followers and the
 * controller count on what it held before, and it may hold less: it neither leads nor follows until the controller
 * has heard of that, and never again leads in an epoch that it knew before.
 */
final class Returning {

    private static final int NOWHERE = -1;
    private static final int NEVER = Integer.MAX_VALUE;

    private final int nodeId;
    private final Durability durability;
    private final long retryMillis;
    private final ReplicationRules rules;

    private boolean openedBefore;
    private boolean pending;
    private boolean losses;
    private int epochBefore = NOWHERE;
    private boolean awaitsAnswer;
    private long notBeforeMillis = Long.MIN_VALUE;

    /** The partition epoch of the controller's answer, from which on the replica takes part again. */
    private int answeredEpoch = NEVER;

    Returning(int nodeId, Durability durability, ReplicaTimes times, ReplicationRules rules) {
        this.nodeId = nodeId;
        this.durability = durability;
        this.retryMillis = times.isrRetryMillis();
        this.rules = rules;
    }

    /** @param before what the replica was when its log was closed */
    void opened(ReplicaState before, ReplicaEvent.LogOpened log) {
        boolean again = openedBefore && !rules.mayLeadOnWhenReopened();
        openedBefore = true;
        if (!again) return;
        long counted = durability == Durability.DISK ? before.flushedOffset() : before.logEndOffset();
        // not heard of yet: what was lost before is lost still
        losses = log.logEndOffset() < counted || (pending && losses);
        pending = true;
        epochBefore = before.leaderEpoch();
        awaitsAnswer = false;
        answeredEpoch = NEVER;
        notBeforeMillis = Long.MIN_VALUE;
    }

    boolean isOver() {
        return !pending;
    }

    void report(ReplicaState state, long nowMillis, List<ReplicaEffect> effects) {
        if (!pending || awaitsAnswer || nowMillis < notBeforeMillis || state.role() == Role.OFFLINE) return;
        awaitsAnswer = true;
        effects.add(new ReportReturn(Math.max(epochBefore, state.leaderEpoch()), losses));
    }

    /**
     * Whether {@code answer} ends it, once the metadata show as much. One that is older than what is known, or lets this
     * replica lead on, comes of a controller that decides nothing any more.
     */
    boolean isEndedBy(PartitionImage answer, ReplicaState state) {
        boolean leadsOn = answer.leader() == nodeId && answer.leaderEpoch() <= epochBefore;
        if (leadsOn || answer.partitionEpoch() < state.partitionEpoch()) return false;
        answeredEpoch = answer.partitionEpoch();
        return true;
    }

    boolean isShown(ReplicaState state) {
        return !rules.returnsOnlyAsTheMetadataSay() || state.partitionEpoch() >= answeredEpoch;
    }

    /** The metadata have come as far as {@code image}. */
    void shown(PartitionImage image) {
        if (image.partitionEpoch() < answeredEpoch) return;
        pending = false;
        answeredEpoch = NEVER;
    }

    void unanswered(long nowMillis) {
        awaitsAnswer = false;
        notBeforeMillis = nowMillis + retryMillis;
    }

    /** The report may be due again from then on. */
    long wakeAtMillis(long nowMillis) {
        return pending && !awaitsAnswer && notBeforeMillis > nowMillis ? notBeforeMillis : Long.MAX_VALUE;
    }
}
