package akkord.actors.group.core;

import akkord.actors.group.core.GroupEvent.ConsumerTargetSet;
import akkord.actors.group.core.consumer.AssignmentTask;
import akkord.actors.group.core.consumer.AssignmentTask.Candidate;
import akkord.actors.group.core.consumer.Assignor;
import akkord.actors.group.core.consumer.ConsumerGroup;
import akkord.actors.group.core.consumer.ConsumerMember;
import akkord.actors.group.core.consumer.ConsumerTarget;
import akkord.actors.group.core.consumer.MemberProfile;
import akkord.actors.group.core.consumer.Racks;
import akkord.actors.group.core.consumer.SubscribedTopic;
import akkord.actors.group.core.consumer.WantedTopics;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.metadata.MetadataImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Decides who is to have what, whenever members, their wishes or the topics have changed. Each time is an epoch. */
final class ConsumerTargets {

    private static final int TOPICS_TOLD_MAX = 5;
    private static final long NEVER = Long.MAX_VALUE;

    private final GroupState state;
    private final Supplier<ConsumerLimits> limits;
    private final Outbox out;
    private final ConsumerStory story;
    private final Supplier<MetadataImage> metadata;
    private final WantedTopics topics = new WantedTopics();

    /** When partitions were shared out last by this coordinator. */
    private long aimedAtMillis = NEVER;

    /** When those who have just joined get theirs; NEVER: nobody waits. */
    private long newcomersDueMillis = NEVER;

    ConsumerTargets(
            GroupState state,
            Supplier<ConsumerLimits> limits,
            Outbox out,
            ConsumerStory story,
            Supplier<MetadataImage> metadata) {
        this.state = state;
        this.limits = limits;
        this.out = out;
        this.story = story;
        this.metadata = metadata;
    }

    /**
     * A member has come. It waits a little if others have just got theirs: of n members that come one after the other each
     * would move partitions of all those before it, which then have to give them up one heartbeat after the other. Not in a
     * group with members by the classic protocol, who wait for their generation.
     */
    void joined(String reason, long nowMillis) {
        int members = state.consumers().size();
        boolean atOnce = state.consumers().target().assignor().isEmpty() || aimedAtMillis == NEVER || isMixed();
        long due = atOnce ? nowMillis : aimedAtMillis + limits.get().assignmentMillis(members);
        if (due <= nowMillis) {
            renew(List.of(reason), nowMillis);
            return;
        }
        story.begin(reason, nowMillis);
        newcomersDueMillis = Math.min(newcomersDueMillis, due);
    }

    private boolean isMixed() {
        return state.consumers().all().stream().anyMatch(member -> member.classic() != null);
    }

    /** After a restart of the coordinator: whether somebody waits who has no place in the target. */
    void recovered(long nowMillis) {
        ConsumerTarget target = state.consumers().target();
        boolean waiting = state.consumers().all().stream()
                .anyMatch(member -> !target.members().containsKey(member.id()));
        if (waiting) newcomersDueMillis = nowMillis;
    }

    /** Newcomers have waited long enough. */
    void timePassed(long nowMillis) {
        if (newcomersDueMillis > nowMillis) return;
        newcomersDueMillis = NEVER;
        // the last one may have left, and the others be by themselves
        if (state.consumers().isEmpty()) return;
        renew(List.of(), nowMillis);
        story.endIfSettled(nowMillis);
    }

    /** When {@link #timePassed} is to be called; Long.MAX_VALUE: never. */
    long nextDeadlineMillis() {
        return newcomersDueMillis;
    }

    /** Members are not who they were, or want something else. @param reasons none: they are known */
    void renew(List<String> reasons, long nowMillis) {
        reasons.forEach(reason -> story.begin(reason, nowMillis));
        MetadataImage image = metadata.get();
        topics.membersChanged(profiles());
        aim(image, wanted(image), nowMillis);
    }

    /** Looks whether topics are what they were, unless that was looked at already; decides if nobody has decided yet. */
    void review(long nowMillis) {
        if (state.consumers().target().assignor().isEmpty()) {
            renew(List.of("the group has members of the consumer protocol"), nowMillis);
            return;
        }
        MetadataImage image = metadata.get();
        ConsumerTarget former = state.consumers().target();
        if (!topics.isNews(image, former)) return;
        SortedMap<String, SubscribedTopic> wanted = wanted(image);
        List<String> changes = WantedTopics.changes(former, wanted);
        if (changes.isEmpty()) return;
        changes.stream().limit(TOPICS_TOLD_MAX).forEach(change -> story.begin(change, nowMillis));
        aim(image, wanted, nowMillis);
    }

    private SortedMap<String, SubscribedTopic> wanted(MetadataImage image) {
        return topics.of(profiles(), state.consumers().target(), image);
    }

    private List<MemberProfile> profiles() {
        return state.consumers().all().stream().map(ConsumerMember::profile).toList();
    }

    private void aim(MetadataImage image, SortedMap<String, SubscribedTopic> wanted, long nowMillis) {
        aimedAtMillis = nowMillis;
        newcomersDueMillis = NEVER;
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
        Map<String, Candidate> members = new HashMap<>();
        Map<String, String> racks = new HashMap<>();
        for (ConsumerMember member : group.all()) {
            String rack = member.profile().rackId();
            if (rack != null) racks.put(member.id(), rack);
            members.put(
                    member.id(),
                    topics.candidate(
                            member.profile(),
                            member.instanceId(),
                            group.target().of(member.id()),
                            wanted,
                            image));
        }
        return WantedTopics.task(members, wanted, Racks.of(racks, wanted.values(), image));
    }

    /** The one most members ask for; of several, and if nobody asks, the one that stands first in the settings. */
    private Assignor favourite() {
        Map<String, Long> votes = state.consumers().all().stream()
                .map(member -> String.valueOf(member.profile().assignor()))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        String favourite = limits.get().assignors().get(0);
        for (String name : limits.get().assignors())
            if (votes.getOrDefault(name, 0L) > votes.getOrDefault(favourite, 0L)) favourite = name;
        String chosen = favourite;
        return Assignor.ALL.stream()
                .filter(assignor -> assignor.name().equals(chosen))
                .findFirst()
                .orElse(Assignor.ALL.get(0));
    }
}
