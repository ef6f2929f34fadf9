package akkord.protocol.codec;

import org.apache.kafka.common.utils.Utils;

/** Which partition a key belongs to; the same as Kafka's clients choose. */
public final class PartitionHash {

    private PartitionHash() {}

    public static int partition(byte[] key, int partitions) {
        return (Utils.murmur2(key) & 0x7fffffff) % partitions;
    }
}
