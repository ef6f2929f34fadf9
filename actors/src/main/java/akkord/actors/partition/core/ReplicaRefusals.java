package akkord.actors.partition.core;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.partition.Acks;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Whether a replica in some state takes a request, and the sentence if not. Null means it does. */
public record ReplicaRefusals(int nodeId, TopicPartition partition, ReplicaState state, boolean cutOff) {

    /** A request that carries no leader epoch is not fenced by it. */
    public static final int NO_EPOCH = -1;

    public @Nullable Refusal ofAppend(Acks acks, boolean crowded) {
        Refusal role = ofLeaderRequest();
        if (role != null) return role;
        if (cutOff) return cutOffFromOthers();
        if (acks == Acks.ALL && state.isUnderMinInsync()) return notEnoughReplicas();
        return crowded ? tooManyWaiting() : null;
    }

    /** What only a leader may answer. */
    public @Nullable Refusal ofLeaderRequest() {
        return switch (state.role()) {
            case LEADER -> null;
            case FOLLOWER -> notLeader();
            case OFFLINE -> Objects.requireNonNull(state.offlineReason());
        };
    }

    /** Epochs fence in both directions: the asker's knowledge is outdated, or ours is. */
    public @Nullable Refusal ofEpoch(int leaderEpoch) {
        if (leaderEpoch == NO_EPOCH || leaderEpoch == state.leaderEpoch()) return null;
        if (leaderEpoch < state.leaderEpoch())
            return new Refusal(
                    ErrorCode.FENCED_LEADER_EPOCH,
                    "leader epoch " + leaderEpoch + " of " + partition + " is over: it is " + state.leaderEpoch()
                            + " now; refresh the metadata");
        return new Refusal(
                ErrorCode.UNKNOWN_LEADER_EPOCH,
                "node " + nodeId + " has not heard of leader epoch " + leaderEpoch + " of " + partition
                        + " yet, it knows " + state.leaderEpoch() + "; try again");
    }

    /** @param beforeOffset may not lie above the high watermark: what is not committed cannot be deleted */
    public @Nullable Refusal ofDeleteRecords(long beforeOffset) {
        Refusal role = ofLeaderRequest();
        if (role != null) return role;
        if (beforeOffset >= 0 && beforeOffset <= state.highWatermark()) return null;
        return new Refusal(
                ErrorCode.OFFSET_OUT_OF_RANGE,
                "cannot delete up to offset " + beforeOffset + ": " + partition + " holds " + state.logStartOffset()
                        + " up to " + state.highWatermark());
    }

    Refusal notLeader() {
        String who = state.leader() < 0
                ? "it has no leader"
                : state.leader() == nodeId
                        ? "its log was opened again, and it may lead in a new epoch only"
                        : "node " + state.leader() + " does";
        return new Refusal(
                ErrorCode.NOT_LEADER_OR_FOLLOWER,
                "node " + nodeId + " does not lead " + partition + ": " + who + ", in leader epoch "
                        + state.leaderEpoch() + "; refresh the metadata");
    }

    Refusal cutOffFromOthers() {
        return new Refusal(
                ErrorCode.NOT_LEADER_OR_FOLLOWER,
                "node " + nodeId + " does not hear most of the other nodes, so that another may lead " + partition
                        + " by now; refresh the metadata");
    }

    Refusal timedOut() {
        return new Refusal(
                ErrorCode.REQUEST_TIMED_OUT,
                "the records are written to " + partition + " but were not on every in-sync replica in time");
    }

    Refusal deletionTimedOut() {
        return new Refusal(
                ErrorCode.REQUEST_TIMED_OUT,
                "the records are deleted from the leader of " + partition + " but were not from every replica in time");
    }

    private Refusal notEnoughReplicas() {
        return new Refusal(ErrorCode.NOT_ENOUGH_REPLICAS, tooFewInSync());
    }

    /** They left while the records waited. */
    Refusal notEnoughAfterAppend() {
        return new Refusal(
                ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND, "the records are written but not safe: " + tooFewInSync());
    }

    private String tooFewInSync() {
        return partition + " has " + state.inSyncReplicas().size() + " in-sync replicas and needs "
                + state.leastInSync() + " (min.insync.replicas) to acknowledge for all";
    }

    private Refusal tooManyWaiting() {
        return new Refusal(
                ErrorCode.NOT_ENOUGH_REPLICAS,
                "too many appends to " + partition + " wait to be acknowledged: its disk or its replicas do not"
                        + " keep up; try again");
    }
}
