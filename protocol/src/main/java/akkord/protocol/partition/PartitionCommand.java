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

    /** Drop records below {@code beforeOffset} (-1: the high watermark). Answers the new log start offset. */
    record DeleteRecords(long beforeOffset, Reply<DeleteRecordsResult> replyTo) implements PartitionCommand {}

    /** Tell which idempotent producers the log knows. */
    record DescribeProducers(Reply<ProducersResult> replyTo) implements PartitionCommand {}

    /** A reader met damage: the replica goes offline. */
    record ReportDamage(String message) implements PartitionCommand {}

    /** Close the log, keeping (checkpointed) or deleting its files, and stop. */
    record Close(boolean deleteFiles, Reply<Closed> replyTo) implements PartitionCommand {}

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
