package akkord.protocol.share;

import akkord.protocol.domain.TopicIdPartition;

/** A share-partition: what one group reads of one partition. */
public record ShareKey(String group, TopicIdPartition partition) {

    @Override
    public String toString() {
        return partition + " of share group " + group;
    }
}
