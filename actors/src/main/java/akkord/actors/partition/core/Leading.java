package akkord.actors.partition.core;

import akkord.actors.partition.core.ReplicaEvent.FollowerFetched;
import akkord.protocol.controller.ControllerCommand.InSyncMember;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a leader keeps of one leader epoch: how far the followers are, and who is to be in sync. */
final class Leading {

    private final int nodeId;
    private final ReplicaTimes times;
    private final ReplicationRules rules;

    /** The log's end when the epoch began: below lies what predecessors have written. */
    private final long epochStartOffset;

    private final Map<Integer, FollowerProgress> followers;
    private final UnsettledProposals proposals;

    private Leading(
            int nodeId,
            ReplicaTimes times,
            ReplicationRules rules,
            long epochStartOffset,
            Map<Integer, FollowerProgress> followers) {
        this.nodeId = nodeId;
        this.times = times;
        this.rules = rules;
        this.epochStartOffset = epochStartOffset;
        this.followers = followers;
        this.proposals = new UnsettledProposals(times.isrRetryMillis(), times.isrSettleMillis());
    }

    /** An epoch begins for one that did not lead before. */
    static Leading begin(int nodeId, ReplicaTimes times, ReplicationRules rules, ReplicaState state, long nowMillis) {
        return new Leading(nodeId, times, rules, state.logEndOffset(), new HashMap<>()).assigned(state, nowMillis);
    }

    /** The next epoch of the same leader. */
    Leading next(ReplicaState state, long nowMillis) {
        Map<Integer, FollowerProgress> anew = new HashMap<>();
        followers.forEach((node, former) -> anew.put(node, rules.progressInNewEpoch(former, nowMillis)));
        return new Leading(nodeId, times, rules, state.logEndOffset(), anew).assigned(state, nowMillis);
    }

    /** The controller has decided anew, in this epoch. */
    Leading assigned(ReplicaState state, long nowMillis) {
        proposals.settled();
        List<Integer> replicas = state.image().replicas();
        followers.keySet().retainAll(replicas);
        for (int node : replicas)
            if (node != nodeId) followers.computeIfAbsent(node, known -> FollowerProgress.unknown(-1, nowMillis));
        return this;
    }

    long epochStartOffset() {
        return epochStartOffset;
    }

    void fetched(FollowerFetched fetch, ReplicaState state, long nowMillis) {
        FollowerProgress before = followers.get(fetch.node());
        if (before == null || !rules.isOfEpoch(fetch.leaderEpoch(), state)) return;
        if (fetch.fetchOffset() > state.logEndOffset()) return;
        followers.put(fetch.node(), before.fetched(fetch, state.logEndOffset(), nowMillis));
    }

    void refused(ReplicaEvent.IsrRefused refused, ReplicaState state, long nowMillis) {
        if (refused.partitionEpoch() == state.partitionEpoch()) proposals.refused(refused.why(), nowMillis);
    }

    void unanswered(ReplicaEvent.IsrUnanswered unanswered, ReplicaState state, long nowMillis) {
        if (unanswered.partitionEpoch() == state.partitionEpoch()) proposals.unanswered(nowMillis);
    }

    /** Below there is nothing that a replica lacks which may be in sync. @param ownEnd what counts of the leader's log */
    long committed(ReplicaState state, long ownEnd) {
        if (!rules.mayCommit(state)) return state.highWatermark();
        long onAll = ownEnd;
        for (int node : rules.mustHold(state.inSyncReplicas(), proposals.perhapsRecorded())) {
            if (node == nodeId) continue;
            FollowerProgress follower = followers.get(node);
            if (follower == null || !follower.isKnown()) return state.highWatermark();
            onAll = Math.min(onAll, follower.logEnd());
        }
        return rules.watermark(state.highWatermark(), onAll);
    }

    /** Below it no replica has records which is in sync, or has fetched lately; who is away follows when it returns. */
    long lowWatermark(ReplicaState state, long nowMillis) {
        long low = state.logStartOffset();
        for (Map.Entry<Integer, FollowerProgress> entry : followers.entrySet()) {
            FollowerProgress follower = entry.getValue();
            boolean there = follower.isKnown() && nowMillis - follower.fetchedMillis() < times.lagMillisMax();
            if (there || state.inSyncReplicas().contains(entry.getKey())) low = Math.min(low, follower.logStart());
        }
        return low;
    }

    /** Asks for other in-sync replicas, if there is reason to and no answer is awaited. */
    void propose(ReplicaState state, long nowMillis, List<ReplicaEffect> effects) {
        if (!proposals.mayPropose(nowMillis)) return;
        Set<Integer> wanted = wanted(state, nowMillis);
        boolean asRecorded = wanted.equals(new TreeSet<>(state.inSyncReplicas()));
        if (asRecorded && !proposals.needsSettling()) return;
        proposals.proposed(wanted);
        List<InSyncMember> members = new ArrayList<>();
        for (int node : state.image().replicas()) if (wanted.contains(node)) members.add(member(node, state));
        effects.add(new ReplicaEffect.ProposeIsr(
                state.leaderEpoch(), state.partitionEpoch(), members, state.minInsyncReplicas()));
    }

    private Set<Integer> wanted(ReplicaState state, long nowMillis) {
        Set<Integer> wanted = new TreeSet<>();
        List<Integer> recorded = state.inSyncReplicas();
        for (int node : state.image().replicas()) {
            boolean isIn = recorded.contains(node);
            if (node == nodeId || (isIn ? keepsUp(node, state, nowMillis) : mayJoin(node, state))) wanted.add(node);
        }
        return wanted;
    }

    private boolean keepsUp(int node, ReplicaState state, long nowMillis) {
        return nowMillis < lagsFromMillis(node, state);
    }

    private long lagsFromMillis(int node, ReplicaState state) {
        FollowerProgress follower = followers.get(node);
        return follower == null ? Long.MAX_VALUE : follower.lagsFromMillis(state.logEndOffset(), times.lagMillisMax());
    }

    private boolean mayJoin(int node, ReplicaState state) {
        FollowerProgress follower = followers.get(node);
        return follower != null
                && follower.isKnown()
                && !proposals.mayOnlyShrink()
                && rules.mayJoin(follower.logEnd(), state.highWatermark(), epochStartOffset);
    }

    /** Who is in sync already does not come back as another process without a new decision of the controller. */
    private InSyncMember member(int node, ReplicaState state) {
        if (state.inSyncReplicas().contains(node)) return new InSyncMember(node, -1);
        FollowerProgress follower = followers.get(node);
        return new InSyncMember(node, follower == null ? -1 : follower.nodeEpoch());
    }

    /** A follower may be too far behind, or a proposal due, from then on. */
    long wakeAtMillis(ReplicaState state, long nowMillis) {
        long at = proposals.wakeAtMillis(nowMillis);
        if (!proposals.mayPropose(nowMillis)) return at;
        for (int node : state.inSyncReplicas()) if (node != nodeId) at = Math.min(at, lagsFromMillis(node, state));
        return at;
    }
}
