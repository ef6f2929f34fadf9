package akkord.protocol.door.grpc;

import akkord.protocol.domain.Refusal;
import akkord.protocol.grpc.v1.PartitionRecords;
import akkord.protocol.partition.LocalPartition;
import org.jspecify.annotations.Nullable;

/**
 * What one look at one partition gave.
 *
 * @param next where to go on
 * @param records null when there is nothing to say
 * @param bytes of log that were read
 * @param isFull more is there than the answer's size let in
 * @param waitOn what to ask to be told of more, null after a refusal
 * @param refusal why the partition cannot be read
 */
record PartitionRead(
        FetchPosition next,
        @Nullable PartitionRecords records,
        int bytes,
        boolean isFull,
        @Nullable WaitOn waitOn,
        @Nullable Refusal refusal) {

    /** The partition as it was before the look: nothing that comes after can be missed. */
    record WaitOn(LocalPartition partition, long seenHighWatermark, int leaderEpoch) {}
}
