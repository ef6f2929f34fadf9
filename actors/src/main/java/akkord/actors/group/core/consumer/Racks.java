package akkord.actors.group.core.consumer;

import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.NodeImage;
import akkord.protocol.metadata.PartitionImage;
import akkord.protocol.metadata.TopicImage;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who is near what: on which rack each member is, as far as it says so, and on which ones each partition has replicas.
 *
 * @param ofMembers by member id
 * @param ofPartitions empty when no member has said where it is
 */
public record Racks(Map<String, String> ofMembers, Map<TopicIdPartition, Set<String>> ofPartitions) {

    /** Nobody is near anything. */
    public static final Racks UNKNOWN = new Racks(Map.of(), Map.of());

    public Racks {
        ofMembers = Map.copyOf(ofMembers);
        ofPartitions = Map.copyOf(ofPartitions);
    }

    /** With the racks of the replicas that {@code image} has of {@code topics}. */
    public static Racks of(Map<String, String> ofMembers, Collection<SubscribedTopic> topics, MetadataImage image) {
        if (ofMembers.isEmpty()) return UNKNOWN;
        Map<TopicIdPartition, Set<String>> ofPartitions = new HashMap<>();
        for (SubscribedTopic wanted : topics) {
            TopicImage topic = image.topic(wanted.id()).orElse(null);
            if (topic == null) continue;
            for (int partition = 0; partition < topic.partitions().size(); partition++)
                ofPartitions.put(
                        new TopicIdPartition(topic.id(), partition),
                        ofReplicas(topic.partitions().get(partition), image));
        }
        return new Racks(ofMembers, ofPartitions);
    }

    private static Set<String> ofReplicas(PartitionImage partition, MetadataImage image) {
        Set<String> racks = new HashSet<>();
        for (int id : partition.replicas()) {
            NodeImage node = image.nodes().get(id);
            if (node != null && node.rack() != null) racks.add(node.rack());
        }
        return racks;
    }

    boolean areKnown() {
        return !ofMembers.isEmpty() && !ofPartitions.isEmpty();
    }

    /** Whether a replica of it is on the member's rack. */
    boolean isNear(String member, TopicIdPartition partition) {
        String rack = ofMembers.get(member);
        return rack != null && ofPartitions.getOrDefault(partition, Set.of()).contains(rack);
    }

    /** Whether a replica of it is on the rack of some member. */
    boolean isNearAnybody(TopicIdPartition partition) {
        return !Collections.disjoint(ofPartitions.getOrDefault(partition, Set.of()), ofMembers.values());
    }
}
