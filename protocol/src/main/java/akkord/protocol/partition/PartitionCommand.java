package akkord.protocol.partition;

import akkord.protocol.domain.Refusal;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.metadata.PartitionImage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a partition replica's actor understands from outside. All of it node-local except {@link Assign}. */
public sealed interface PartitionCommand {

    /**
     * What the controller has decided for this replica; repeated and outdated ones are ignored by epoch.
     *
     * @param config only what was set on the topic itself; the rest comes from the node's defaults
     */
    record Assign(TopicPartition partition, TopicId topicId, PartitionImage image, Map<String, String> config)
            implements PartitionCommand {}

    /**
     * Write these batches, whole or not at all.
     *
     * @param deadlineMillis wall-clock time after which {@link Acks#ALL} is answered REQUEST_TIMED_OUT
     */
    record Append(BatchBytes batches, Acks acks, long deadlineMillis, Reply<AppendResult> replyTo)
            implements PartitionCommand {}

    /**
     * Tell {@code fetch} when the high watermark has passed {@code seenHighWatermark}; at once, if it has
     * already, or if the replica is not the leader in {@code leaderEpoch} any more.
     */
    record AwaitRecords(PendingFetch fetch, long seenHighWatermark, int leaderEpoch) implements PartitionCommand {}

    /**
     * Tell {@code fetch} when the log has grown beyond {@code seenLogEnd}; at once, if it has already, or if the
     * replica is not the leader in {@code leaderEpoch} any more. For followers, who read what is not committed yet.
     */
    record AwaitLogEnd(PendingFetch fetch, long seenLogEnd, int leaderEpoch) implements PartitionCommand {}

    /**
     * Drop records below {@code beforeOffset} (-1: the high watermark). Answers when every replica that follows has
     * done so, with the offset below which none of them has any.
     *
     * @param deadlineMillis wall-clock time after which it is answered REQUEST_TIMED_OUT; the records go all the same
     */
    record DeleteRecords(long beforeOffset, long deadlineMillis, Reply<DeleteRecordsResult> replyTo)
            implements PartitionCommand {}

    /** Tell which idempotent producers the log knows. */
    record DescribeProducers(Reply<ProducersResult> replyTo) implements PartitionCommand {}

    /**
     * This node hears nothing of most of the others, so that they may have chosen another leader by now; or it does
     * again. Meanwhile a leader takes nothing on, and whoever waits for the others is sent away.
     */
    record CutOff(boolean cutOff) implements PartitionCommand {}

    /** A reader met damage: the replica goes offline. */
    record ReportDamage(String message) implements PartitionCommand {}

    /** Close the log, keeping (checkpointed) or deleting its files, and stop. */
    record Close(boolean deleteFiles, Reply<Closed> replyTo) implements PartitionCommand {}

    /**
     * The node's shard of replicas stops: as {@link Close}, with the files kept; but a replica that is closed already
     * stops at once, since the doors have been shut before and nobody can still be looking for it.
     */
    enum StopWithShard implements PartitionCommand {
        STOP
    }

    /**
     * To the leader: a follower's fetch was found to agree with the log ({@link FollowerAgreement}) in the epoch
     * {@code leaderEpoch}, so that node holds everything below {@code fetchOffset}. No answer.
     *
     * @param nodeEpoch {@link akkord.protocol.metadata.NodeImage#epoch} of the follower's process
     * @param logStartOffset the follower's
     */
    record FollowerFetched(int node, long nodeEpoch, int leaderEpoch, long fetchOffset, long logStartOffset)
            implements PartitionCommand {}

    /**
     * To a follower: what the leader holds from {@code position} on; no bytes where there is nothing more yet.
     *
     * @param highWatermark the leader's
     * @param logStartOffset the leader's
     */
    record ReplicaRecords(FetchPosition position, BatchBytes batches, long highWatermark, long logStartOffset)
            implements PartitionCommand {}

    /** To a follower: its log is not a beginning of the leader's ({@link FollowerAgreement.Diverging}). */
    record Diverged(FetchPosition position, LogReader.EpochEnd leaders) implements PartitionCommand {}

    /** To a follower: the leader's log begins behind its end, or has nothing in common with it. */
    record OutOfRange(FetchPosition position, long leaderLogStartOffset) implements PartitionCommand {}

    /** To a follower: the fetch from {@code position} was refused or could not be sent. */
    record FollowFailed(FetchPosition position, Refusal why) implements PartitionCommand {}

    /** The answer to {@link DeleteRecords}; {@code why} is null when it was done. */
    record DeleteRecordsResult(
            long logStartOffset, @Nullable Refusal why) {}

    /** The answer to {@link DescribeProducers}; {@code why} is null when the producers are there, in no order. */
    record ProducersResult(
            List<KnownProducer> producers, @Nullable Refusal why) {}

    /**
     * One producer, by what it wrote last.
     *
     * @param coordinatorEpoch of the last transaction marker, -1 if there was none
     * @param transactionFirstOffset where its open transaction begins, -1 if none is open
     */
    record KnownProducer(
            long producerId,
            short epoch,
            int lastSequence,
            long lastTimestampMillis,
            int coordinatorEpoch,
            long transactionFirstOffset) {}

    /** The answer to {@link Close}. */
    enum Closed {
        CLOSED
    }
}
