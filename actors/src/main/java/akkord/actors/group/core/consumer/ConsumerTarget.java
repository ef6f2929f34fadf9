package akkord.actors.group.core.consumer;

import akkord.protocol.group.TopicIdPartitions;
import java.util.List;
import java.util.Map;

/**
 * Who is to have what.
 *
 * @param epoch of the group; grows with every target
 * @param assignor who decided it
 * @param metadataVersion of the cluster's image it was made from
 * @param topics those somebody reads, by name
 * @param members what each is to have, by its id
 */
public record ConsumerTarget(
        int epoch,
        String assignor,
        long metadataVersion,
        List<SubscribedTopic> topics,
        Map<String, List<TopicIdPartitions>> members) {

    /** What a group without members, which never had any, is to have. */
    public static final ConsumerTarget NONE = new ConsumerTarget(0, "", 0, List.of(), Map.of());

    public ConsumerTarget {
        topics = List.copyOf(topics);
        members = Map.copyOf(members);
    }

    public List<TopicIdPartitions> of(String memberId) {
        return members.getOrDefault(memberId, List.of());
    }
}
