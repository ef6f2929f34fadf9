package akkord.actors.partition.core;

import akkord.protocol.domain.ErrorCode;
import akkord.protocol.domain.Refusal;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.partition.FetchPosition;
import akkord.protocol.partition.LogReader.EpochEnd;
import akkord.protocol.partition.PartitionCommand.DeleteRecordsResult;
import akkord.protocol.partition.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What has happened to a replica. */
public sealed interface ReplicaEvent {

    /**
     * The log is open and recovered.
     *
     * @param flushedOffset known to be on the disk up to here
     * @param lastEpoch leader epoch of the last record, -1 if there is none
     * @param highWatermark as last kept ({@link ReplicaState#highWatermarkToKeep}); a lower one than it was is safe
     */
    record LogOpened(long logStartOffset, long logEndOffset, long flushedOffset, int lastEpoch, long highWatermark)
            implements ReplicaEvent {}

    /** The controller has decided; or only the topic's setting has changed. */
    record Assigned(PartitionImage image, int minInsyncReplicas) implements ReplicaEvent {}

    /** A leader's own: these, in the order of their offsets, are in the page cache. */
    record Wrote(List<WrittenAppend> appends, long logEndOffset) implements ReplicaEvent {}

    /** What a producer sent is in the log already, where {@code append} says; it is answered as the first time. */
    record Repeated(WrittenAppend append) implements ReplicaEvent {}

    /** All below {@code offset} is on the disk. */
    record Flushed(long offset) implements ReplicaEvent {}

    /** Records below {@code logStartOffset} are gone, by retention or by request. */
    record LogStartMoved(long logStartOffset) implements ReplicaEvent {}

    /**
     * As {@link LogStartMoved}, because somebody asked for it who wants to hear when it is so on every replica that
     * follows.
     *
     * @param upToOffset of the request
     */
    record RecordsDeleted(long logStartOffset, long upToOffset, long deadlineMillis, Reply<DeleteRecordsResult> replyTo)
            implements ReplicaEvent {}

    /** Nothing but time. */
    record TimePassed() implements ReplicaEvent {}

    /** See {@link akkord.protocol.partition.PartitionCommand.CutOff}. */
    record CutOff(boolean cutOff) implements ReplicaEvent {}

    /** The replica serves no more, until its log is opened again. */
    record StoppedServing(Refusal why) implements ReplicaEvent {}

    /** To a leader: see {@link akkord.protocol.partition.PartitionCommand.FollowerFetched}. */
    record FollowerFetched(int node, long nodeEpoch, int leaderEpoch, long fetchOffset, long logStartOffset)
            implements ReplicaEvent {}

    /** The controller's answer to {@link ReplicaEffect.ProposeIsr}: no. (A yes comes as {@link Assigned}.) */
    record IsrRefused(int partitionEpoch, ErrorCode why) implements ReplicaEvent {}

    /** There was no answer, or none came in time: whether the change was made or may still be made is not known. */
    record IsrUnanswered(int partitionEpoch) implements ReplicaEvent {}

    /** The controller's answer to {@link ReplicaEffect.ReportReturn}. @param image null: it said no, or nothing */
    record ReturnAnswered(@Nullable PartitionImage image) implements ReplicaEvent {}

    /**
     * A follower's: what was fetched from {@code position}, which {@link ReplicaCore#awaits awaited} it, is in the
     * page cache; or there was nothing.
     *
     * @param lastEpoch leader epoch of the last record of the log now
     * @param highWatermark the leader's
     * @param leaderLogStartOffset the leader's
     */
    record Replicated(
            FetchPosition position, long logEndOffset, int lastEpoch, long highWatermark, long leaderLogStartOffset)
            implements ReplicaEvent {}

    /**
     * A follower's log is not a beginning of the leader's.
     *
     * @param leaders the largest epoch the leader has that is not larger than the follower's last, and its end there
     * @param own the same of {@code leaders.leaderEpoch()} in the follower's log
     */
    record Diverged(FetchPosition position, EpochEnd leaders, EpochEnd own) implements ReplicaEvent {}

    /** The leader's log begins behind this follower's end, or has nothing in common with it. */
    record OutOfRange(FetchPosition position, long leaderLogStartOffset) implements ReplicaEvent {}

    /** The fetch from {@code position} was refused or got lost. */
    record FollowFailed(FetchPosition position) implements ReplicaEvent {}

    /** What {@link ReplicaEffect.TruncateTo} or {@link ReplicaEffect.RestartAt} asked for is done. */
    record LogCut(long logStartOffset, long logEndOffset, int lastEpoch) implements ReplicaEvent {}
}
