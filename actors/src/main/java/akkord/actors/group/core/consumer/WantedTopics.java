package akkord.actors.group.core.consumer;

import akkord.actors.group.core.consumer.AssignmentTask.Candidate;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the members of a group want of the topics there are, and what has become of these since a target was made. */
public final class WantedTopics {

    private final Subscriptions subscriptions = new Subscriptions();

    /** The image that was looked at last; images do not change. */
    private @Nullable MetadataImage seen;

    /** Members are not who they were. */
    public void membersChanged(Collection<MemberProfile> members) {
        subscriptions.keepOnly(members);
    }

    /**
     * Whether the image was not looked at yet, and may be: a coordinator that has just moved here may know less of the
     * cluster than its predecessor.
     */
    public boolean isNews(MetadataImage image, ConsumerTarget former) {
        if (image == seen || image.version() < former.metadataVersion()) return false;
        seen = image;
        return true;
    }

    /** Every topic that is there and that somebody wants, by name. */
    public SortedMap<String, SubscribedTopic> of(
            Collection<MemberProfile> members, ConsumerTarget former, MetadataImage image) {
        Map<String, SubscribedTopic> known = image.version() < former.metadataVersion() ? byName(former) : Map.of();
        Set<String> names = new HashSet<>();
        for (MemberProfile member : members) names.addAll(subscriptions.topics(member, image));
        SortedMap<String, SubscribedTopic> wanted = new TreeMap<>();
        for (String name : names) {
            SubscribedTopic topic = known.containsKey(name) ? known.get(name) : topic(name, image);
            if (topic != null) wanted.put(name, topic);
        }
        return wanted;
    }

    private static @Nullable SubscribedTopic topic(String name, MetadataImage image) {
        TopicImage topic = image.topic(name).orElse(null);
        return topic == null
                ? null
                : new SubscribedTopic(name, topic.id(), topic.partitions().size());
    }

    /** A sentence for each topic that is not what it was; none: nothing has changed. */
    public static List<String> changes(ConsumerTarget former, SortedMap<String, SubscribedTopic> now) {
        List<String> changes = new ArrayList<>();
        Map<String, SubscribedTopic> before = byName(former);
        now.forEach((name, topic) -> {
            SubscribedTopic was = before.remove(name);
            if (was == null) changes.add("topic " + name + " is there now");
            else if (!was.id().equals(topic.id())) changes.add("topic " + name + " was made anew");
            else if (was.partitions() != topic.partitions())
                changes.add("topic " + name + " has " + topic.partitions() + " partitions, not " + was.partitions());
        });
        before.keySet().forEach(name -> changes.add("topic " + name + " is gone"));
        return changes;
    }

    private static Map<String, SubscribedTopic> byName(ConsumerTarget target) {
        Map<String, SubscribedTopic> topics = new TreeMap<>();
        target.topics().forEach(topic -> topics.put(topic.name(), topic));
        return topics;
    }

    /** What an assignor is to know of a member that is to have {@code has} so far. */
    public Candidate candidate(
            MemberProfile member,
            @Nullable String instanceId,
            List<TopicIdPartitions> has,
            SortedMap<String, SubscribedTopic> wanted,
            MetadataImage image) {
        Set<TopicId> topics = subscriptions.topics(member, image).stream()
                .map(wanted::get)
                .filter(Objects::nonNull)
                .map(SubscribedTopic::id)
                .collect(Collectors.toSet());
        Set<TopicIdPartition> had = TopicIdPartitions.each(has);
        return new Candidate(instanceId, topics, had);
    }

    public static AssignmentTask task(
            Map<String, Candidate> members, SortedMap<String, SubscribedTopic> wanted, Racks racks) {
        Map<TopicId, Integer> partitions = new HashMap<>();
        wanted.values().forEach(topic -> partitions.put(topic.id(), topic.partitions()));
        return AssignmentTask.of(members, partitions, racks);
    }
}
