package akkord.actors.partition.core;

import akkord.actors.partition.core.ReplicaEvent.Diverged;
import akkord.protocol.partition.FetchPosition;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The decisions on which the promises of replication rest, each by itself. Tests replace one at a time to show what
 * goes wrong without it.
 */
class ReplicationRules {

    static final ReplicationRules KAFKA = new ReplicationRules();

    /** What a leader finds in its own log may be on no other replica, so that it commits nothing of it by itself. */
    long watermarkOfNewLeader(ReplicaState state) {
        return state.highWatermark();
    }

    /** Where a new leader finds how far the others are: nowhere, for their logs may yet have to be cut (KIP-101). */
    FollowerProgress progressInNewEpoch(FollowerProgress inFormerEpoch, long nowMillis) {
        return FollowerProgress.unknown(inFormerEpoch.nodeEpoch(), nowMillis);
    }

    /**
     * Who must hold a record before it is committed: all that the controller has recorded, and all that it may have
     * recorded by now without this leader's knowledge (KIP-497).
     */
    Set<Integer> mustHold(Collection<Integer> recorded, Collection<Integer> perhapsRecorded) {
        Set<Integer> all = new TreeSet<>(recorded);
        all.addAll(perhapsRecorded);
        return all;
    }

    /** With fewer in sync than the topic asks for nothing is committed; replicas that left then lack nothing (KIP-966). */
    boolean mayCommit(ReplicaState leader) {
        return !leader.isUnderMinInsync();
    }

    /** Consumers have read up to {@code before}: it does not go back. */
    long watermark(long before, long onAllInSync) {
        return Math.max(before, onAllInSync);
    }

    /**
     * Whether a follower lacks nothing that may have been committed: a new leader's high watermark may be behind the
     * true one, but what its predecessors have committed lies below the start of its epoch.
     */
    boolean mayJoin(long followerEnd, long highWatermark, long epochStartOffset) {
        return followerEnd >= highWatermark && followerEnd >= epochStartOffset;
    }

    /**
     * Whether the controller's yes holds before the metadata show it. It decides who is eligible to lead by the least
     * number of in-sync replicas that the leader commits by: if that has become smaller since, the leader might commit
     * without those who are eligible.
     */
    boolean mayTakeAnswer(int minInsyncProposedWith, ReplicaState leader) {
        return minInsyncProposedWith == leader.minInsyncReplicas();
    }

    /** Whether a replica that returns waits for the metadata to show what it was answered, see {@link #mayTakeAnswer}. */
    boolean returnsOnlyAsTheMetadataSay() {
        return true;
    }

    /** A replica whose log was opened again may lack what others count on: never without the controller's knowledge. */
    boolean mayLeadOnWhenReopened() {
        return false;
    }

    /** News of a fetch in an older epoch says nothing of the present one, and of a newer one this leader knows nothing. */
    boolean isOfEpoch(int leaderEpoch, ReplicaState state) {
        return leaderEpoch == state.leaderEpoch();
    }

    /** What comes of a fetch is for the log as it was then, and from the leader of that epoch only. */
    boolean isAnswerTo(@Nullable FetchPosition awaited, FetchPosition position) {
        return position.equals(awaited);
    }

    /** What is acknowledged on behalf of all: what is committed. @param ownEnd of the leader's log */
    long acknowledgedBelow(long highWatermark, long ownEnd) {
        return highWatermark;
    }

    /** A follower counts from what it cannot lose: with the disk as its measure, not before it has flushed. */
    boolean mayFetchFrom(long offset, ReplicaState state, Durability durability) {
        return durability == Durability.PAGE_CACHE || state.flushedOffset() >= offset;
    }

    /** A follower's high watermark is the leader's as far as its log reaches. */
    long watermarkOfFollower(long before, long leaders, long logEnd) {
        return Math.max(before, Math.min(leaders, logEnd));
    }

    /**
     * To where a follower's log is cut: the end of the largest epoch that both logs hold, or if the follower lacks
     * that epoch, the end of its next smaller one, from where leader and follower compare again. Never further.
     */
    long truncationOffset(Diverged diverged, ReplicaState follower) {
        int ownEpoch = diverged.own().leaderEpoch();
        if (ownEpoch < 0) return follower.logStartOffset();
        long ownEnd = diverged.own().endOffset();
        boolean shared = ownEpoch == diverged.leaders().leaderEpoch();
        return shared ? Math.min(ownEnd, diverged.leaders().endOffset()) : ownEnd;
    }
}
