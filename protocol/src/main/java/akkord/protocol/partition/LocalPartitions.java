package akkord.protocol.partition;

import akkord.protocol.domain.TopicPartition;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The partition replicas of this node. Lock-free; the data path never goes through a shard region. */
public interface LocalPartitions {

    /** Null when this node holds no replica of it, or has not opened it yet. */
    @Nullable
    LocalPartition find(TopicPartition partition);

    Collection<LocalPartition> all();
}
