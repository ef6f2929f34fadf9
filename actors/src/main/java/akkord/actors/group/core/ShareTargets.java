package akkord.actors.group.core;

import akkord.actors.group.core.GroupEvent.ShareTargetSet;
import akkord.actors.group.core.GroupEvent.SharesDropped;
import akkord.actors.group.core.consumer.AssignmentTask.Candidate;
import akkord.actors.group.core.consumer.ConsumerTarget;
import akkord.actors.group.core.consumer.MemberProfile;
import akkord.actors.group.core.consumer.Racks;
import akkord.actors.group.core.consumer.SubscribedTopic;
import akkord.actors.group.core.consumer.WantedTopics;
import akkord.actors.group.core.share.ShareGroup;
import akkord.actors.group.core.share.ShareMember;
import akkord.actors.group.core.share.SimpleAssignor;
import akkord.protocol.group.TopicIdPartitions;
import akkord.protocol.metadata.MetadataImage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;

/** Decides who is to read what, whenever members, their wishes or the topics have changed. Each time is an epoch. */
final class ShareTargets {

    private static final int TOPICS_TOLD_MAX = 5;

    private final GroupState state;
    private final Outbox out;
    private final ShareStory story;
    private final Supplier<MetadataImage> metadata;
    private final WantedTopics topics = new WantedTopics();

    ShareTargets(GroupState state, Outbox out, ShareStory story, Supplier<MetadataImage> metadata) {
        this.state = state;
        this.out = out;
        this.story = story;
        this.metadata = metadata;
    }

    /** Members are not who they were, or want something else. @param reasons at least one */
    void renew(List<String> reasons, long nowMillis) {
        reasons.forEach(reason -> story.begin(reason, nowMillis));
        MetadataImage image = metadata.get();
        topics.membersChanged(profiles());
        aim(image, wanted(image));
    }

    /** Looks whether topics are what they were, unless that was looked at already. */
    void review(long nowMillis) {
        MetadataImage image = metadata.get();
        ConsumerTarget former = state.shares().target();
        if (!topics.isNews(image, former)) return;
        SortedMap<String, SubscribedTopic> wanted = wanted(image);
        List<String> changes = WantedTopics.changes(former, wanted);
        if (!changes.isEmpty()) {
            changes.stream().limit(TOPICS_TOLD_MAX).forEach(change -> story.begin(change, nowMillis));
            aim(image, wanted);
        }
        dropGone(image);
    }

    /** No state is kept of a topic that is no more: its id never comes again. */
    private void dropGone(MetadataImage image) {
        ShareGroup group = state.shares();
        if (image.version() < group.keptVersion()) return;
        List<TopicIdPartitions> gone = group.kept().stream()
                .filter(each -> !image.topicNames().containsKey(each.topic()))
                .toList();
        if (gone.isEmpty()) return;
        out.emit(new SharesDropped(gone.stream().map(TopicIdPartitions::topic).toList()));
        out.forgetShares(List.copyOf(TopicIdPartitions.each(gone)));
    }

    private SortedMap<String, SubscribedTopic> wanted(MetadataImage image) {
        return topics.of(profiles(), state.shares().target(), image);
    }

    private List<MemberProfile> profiles() {
        return state.shares().all().stream().map(ShareMember::profile).toList();
    }

    private void aim(MetadataImage image, SortedMap<String, SubscribedTopic> wanted) {
        ConsumerTarget former = state.shares().target();
        Map<String, Candidate> candidates = new HashMap<>();
        for (ShareMember member : state.shares().all())
            candidates.put(
                    member.id(), topics.candidate(member.profile(), null, former.of(member.id()), wanted, image));
        Map<String, List<TopicIdPartitions>> members = new HashMap<>();
        SimpleAssignor.assign(WantedTopics.task(candidates, wanted, Racks.UNKNOWN))
                .forEach((id, share) -> members.put(id, TopicIdPartitions.of(share)));
        out.emit(new ShareTargetSet(new ConsumerTarget(
                state.generation() + 1,
                SimpleAssignor.NAME,
                Math.max(image.version(), former.metadataVersion()),
                List.copyOf(wanted.values()),
                members)));
        story.aimed();
    }
}
