package akkord.actors.partition.core;

import akkord.protocol.controller.ControllerCommand.InSyncMember;
import akkord.protocol.partition.AppendResult;
import akkord.protocol.partition.FetchPosition;
import akkord.protocol.partition.PartitionCommand.DeleteRecordsResult;
import akkord.protocol.partition.Reply;
import java.util.List;

/** What must be done because of a {@link ReplicaEvent}, in the order given, after the new state was published. */
public sealed interface ReplicaEffect {

    record Answer(Reply<AppendResult> replyTo, AppendResult result) implements ReplicaEffect {}

    record AnswerDeletion(Reply<DeleteRecordsResult> replyTo, DeleteRecordsResult result) implements ReplicaEffect {}

    /** Force the log to the disk up to here; {@link ReplicaEvent.Flushed} when it is. Never two at a time. */
    record Flush(long upToOffset) implements ReplicaEffect {}

    /** More can be read. */
    record HighWatermarkMoved(long from, long to) implements ReplicaEffect {}

    /** Another leader, or another epoch: whoever waits must look again. */
    record LeadershipChanged() implements ReplicaEffect {}

    /**
     * Fetch from here, once: in the place of any fetch asked for before. Comes of it {@link ReplicaEvent.Replicated},
     * {@link ReplicaEvent.Diverged}, {@link ReplicaEvent.OutOfRange} or {@link ReplicaEvent.FollowFailed}.
     */
    record Follow(FetchPosition position) implements ReplicaEffect {}

    /** Fetch no more; what is under way is of no use. */
    record StopFollowing() implements ReplicaEffect {}

    /** Cut everything at and behind {@code offset}, with the batch that holds it; then {@link ReplicaEvent.LogCut}. */
    record TruncateTo(long offset, String why) implements ReplicaEffect {}

    /** Empty the log; the next record gets {@code offset}; then {@link ReplicaEvent.LogCut}. */
    record RestartAt(long offset, String why) implements ReplicaEffect {}

    /** The leader has dropped what lies below: do so too; then {@link ReplicaEvent.LogStartMoved}. */
    record AdvanceLogStart(long offset) implements ReplicaEffect {}

    /**
     * Tell the controller that the log was closed and opened again; {@link ReplicaEvent.ReturnAnswered} when it has
     * recorded that.
     *
     * @param leaderEpoch the latest that is known
     * @param losses whether the log lacks what counted as stored
     */
    record ReportReturn(int leaderEpoch, boolean losses) implements ReplicaEffect {}

    /**
     * Ask the controller for other in-sync replicas. Its yes comes as {@link ReplicaEvent.Assigned}, its no as
     * {@link ReplicaEvent.IsrRefused}, and no answer as {@link ReplicaEvent.IsrUnanswered}.
     *
     * @param minInsyncReplicas what is committed by; see {@link ReplicaCore#mayTakeAnswer}
     */
    record ProposeIsr(int leaderEpoch, int partitionEpoch, List<InSyncMember> inSyncReplicas, int minInsyncReplicas)
            implements ReplicaEffect {}
}
