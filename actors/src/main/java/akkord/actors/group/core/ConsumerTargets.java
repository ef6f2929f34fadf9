package akkord.actors.group.core;

import akkord.actors.group.core.GroupEvent.ConsumerTargetSet;
import akkord.actors.group.core.consumer.AssignmentTask;
import akkord.actors.group.core.consumer.AssignmentTask.Candidate;
import akkord.actors.group.core.consumer.Assignor;
import akkord.actors.group.core.consumer.ConsumerGroup;
import akkord.actors.group.core.consumer.ConsumerMember;
import akkord.actors.group.core.consumer.ConsumerTarget;
import akkord.actors.group.core.consumer.SubscribedTopic;
import akkord.actors.group.core.consumer.Subscriptions;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.metadata.TopicImage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides who is to have what, whenever members, their wishes or the topics have changed. Each time is an epoch. */
final class ConsumerTargets {

    private static final int TOPICS_TOLD_MAX = 5;

    private final GroupState state;
    private final ConsumerLimits limits;
    private final Outbox out;
    private final ConsumerStory story;
    private final Supplier<MetadataImage> metadata;
    private final Subscriptions subscriptions = new Subscriptions();

    /** The one that was looked at last; images do not change. */
    private @Nullable MetadataImage seen;

    ConsumerTargets(
            GroupState state,
            ConsumerLimits limits,
            Outbox out,
            ConsumerStory story,
            Supplier<MetadataImage> metadata) {
        this.state = state;
        this.limits = limits;
        this.out = out;
        this.story = story;
        this.metadata = metadata;
    }

    /** Members are not who they were, or want something else. @param reasons at least one */
    void renew(List<String> reasons, long nowMillis) {
        reasons.forEach(reason -> story.begin(reason, nowMillis));
        MetadataImage image = metadata.get();
        subscriptions.keepOnly(
                state.consumers().all().stream().map(ConsumerMember::profile).toList());
        aim(image, wanted(image));
    }

    /** Looks whether topics are what they were, unless that was looked at already. */
    void review(long nowMillis) {
        MetadataImage image = metadata.get();
        // a coordinator that has just moved here may know less of the cluster than its predecessor
        if (image == seen || image.version() < state.consumers().target().metadataVersion()) return;
        seen = image;
        SortedMap<String, SubscribedTopic> wanted = wanted(image);
        List<String> changes = changes(wanted);
        if (changes.isEmpty()) return;
        changes.stream().limit(TOPICS_TOLD_MAX).forEach(change -> story.begin(change, nowMillis));
        aim(image, wanted);
    }

    private List<String> changes(SortedMap<String, SubscribedTopic> now) {
        List<String> changes = new ArrayList<>();
        Map<String, SubscribedTopic> before = byName(state.consumers().target());
        now.forEach((name, topic) -> {
            SubscribedTopic former = before.remove(name);
            if (former == null) changes.add("topic " + name + " is there now");
            else if (!former.id().equals(topic.id())) changes.add("topic " + name + " was made anew");
            else if (former.partitions() != topic.partitions())
                changes.add("topic " + name + " has " + topic.partitions() + " partitions, not " + former.partitions());
        });
        before.keySet().forEach(name -> changes.add("topic " + name + " is gone"));
        return changes;
    }

    private static Map<String, SubscribedTopic> byName(ConsumerTarget target) {
        Map<String, SubscribedTopic> topics = new TreeMap<>();
        target.topics().forEach(topic -> topics.put(topic.name(), topic));
        return topics;
    }

    /** Every topic that is there and that somebody wants. */
    private SortedMap<String, SubscribedTopic> wanted(MetadataImage image) {
        Map<String, SubscribedTopic> known =
                image.version() < state.consumers().target().metadataVersion()
                        ? byName(state.consumers().target())
                        : Map.of();
        Set<String> names = new HashSet<>();
        for (ConsumerMember member : state.consumers().all())
            names.addAll(subscriptions.topics(member.profile(), image));
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

    private void aim(MetadataImage image, SortedMap<String, SubscribedTopic> wanted) {
        ConsumerTarget former = state.consumers().target();
        Assignor assignor = favourite();
        Map<String, List<TopicIdPartitions>> members = new HashMap<>();
        assignor.assign(task(image, wanted)).forEach((id, share) -> members.put(id, TopicIdPartitions.of(share)));
        out.emit(new ConsumerTargetSet(new ConsumerTarget(
                state.generation() + 1,
                assignor.name(),
                Math.max(image.version(), former.metadataVersion()),
                List.copyOf(wanted.values()),
                members)));
        story.aimed();
    }

    private AssignmentTask task(MetadataImage image, SortedMap<String, SubscribedTopic> wanted) {
        ConsumerGroup group = state.consumers();
        Map<TopicId, Integer> partitions = new HashMap<>();
        wanted.values().forEach(topic -> partitions.put(topic.id(), topic.partitions()));
        Map<String, Candidate> members = new HashMap<>();
        for (ConsumerMember member : group.all()) {
            Set<TopicId> topics = subscriptions.topics(member.profile(), image).stream()
                    .map(wanted::get)
                    .filter(Objects::nonNull)
                    .map(SubscribedTopic::id)
                    .collect(Collectors.toSet());
            Set<TopicIdPartition> has = TopicIdPartitions.each(group.target().of(member.id()));
            members.put(member.id(), new Candidate(member.instanceId(), topics, has));
        }
        return AssignmentTask.of(members, partitions);
    }

    /** The one most members ask for; of several, and if nobody asks, the one that stands first in the settings. */
    private Assignor favourite() {
        Map<String, Long> votes = state.consumers().all().stream()
                .map(member -> String.valueOf(member.profile().assignor()))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        String favourite = limits.assignors().get(0);
        for (String name : limits.assignors())
            if (votes.getOrDefault(name, 0L) > votes.getOrDefault(favourite, 0L)) favourite = name;
        String chosen = favourite;
        return Assignor.ALL.stream()
                .filter(assignor -> assignor.name().equals(chosen))
                .findFirst()
                .orElse(Assignor.ALL.get(0));
    }
}
