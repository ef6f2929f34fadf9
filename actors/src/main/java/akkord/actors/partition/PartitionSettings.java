package akkord.actors.partition;

import akkord.actors.partition.core.Durability;
import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The bounds of all partition replicas of a node: the block {@code akkord.partition}, explained in
 * {@code reference.conf}.
 */
public record PartitionSettings(
        Durability durability,
        int appendsPerWriteMax,
        int bytesPerWriteMax,
        int preparationsMax,
        int decompressedBatchBytesMax,
        int ackWaitersMax,
        int fetchWaitersMax,
        Duration reopenInterval,
        Duration closingLinger,
        Duration isrRetryInterval,
        Duration isrSettleInterval,
        Duration followRetryIntervalMin,
        Duration followRetryInterval) {

    /**
     * @param config the whole configuration of the node
     * @param durability what {@code akkord.durability} says
     */
    public static PartitionSettings from(Config config, Durability durability) {
        Config partition = config.getConfig("akkord.partition");
        return new PartitionSettings(
                durability,
                partition.getInt("appends-per-write-max"),
                (int) Math.min(partition.getBytes("bytes-per-write-max"), Integer.MAX_VALUE),
                partition.getInt("preparations-max"),
                (int) Math.min(partition.getBytes("decompressed-batch-bytes-max"), Integer.MAX_VALUE),
                partition.getInt("ack-waiters-max"),
                partition.getInt("fetch-waiters-max"),
                partition.getDuration("reopen-interval"),
                partition.getDuration("closing-linger"),
                partition.getDuration("isr-retry-interval"),
                partition.getDuration("isr-settle-interval"),
                partition.getDuration("follow-retry-interval-min"),
                partition.getDuration("follow-retry-interval"));
    }
}
