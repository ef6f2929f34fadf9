package akkord.actors.group.core.share;

import akkord.actors.group.core.consumer.ConsumerTarget;
import akkord.protocol.group.TopicIdPartitions;
import java.util.List;

/**
 * All that survives of a share group's members, and of which partitions the group keeps state.
 *
 * @param keptVersion of the cluster's image in which all that is kept was there
 */
public record ShareSnapshot(
        List<ShareMember> members, ConsumerTarget target, List<TopicIdPartitions> kept, long keptVersion) {}
