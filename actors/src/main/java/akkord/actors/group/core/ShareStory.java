package akkord.actors.group.core;

import akkord.actors.group.core.consumer.ConsumerTarget;
import akkord.actors.group.core.share.ShareMember;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.TopicIdPartitions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;

/**
 * What the story of a share group's rebalances is told from. It ends when everybody has heard what it is to read, and a
 * partition has a pause while nobody is known to read it.
 */
final class ShareStory {

    private static final int READERS_TOLD_MAX = 3;

    private final GroupState state;
    private final RebalanceStory story;
    private final TopicNames names = new TopicNames();

    ShareStory(GroupState state, RebalanceStory story) {
        this.state = state;
        this.story = story;
    }

    static String name(ShareMember member) {
        return Told.member(null, member.profile());
    }

    void begin(String reason, long nowMillis) {
        story.begin(reason, nowMillis);
    }

    /** There is a new target. */
    void aimed() {
        names.learn(state.shares().target());
        story.owned(readers());
    }

    void recovered() {
        names.learn(state.shares().target());
        story.recovered(readers());
    }

    private Map<TopicPartition, String> readers() {
        ConsumerTarget target = state.shares().target();
        Map<TopicPartition, List<String>> readers = new HashMap<>();
        for (ShareMember member : state.shares().all())
            for (TopicPartition partition : names.named(TopicIdPartitions.each(target.of(member.id()))))
                readers.computeIfAbsent(partition, first -> new ArrayList<>()).add(name(member));
        Map<TopicPartition, String> told = new HashMap<>();
        readers.forEach((partition, all) -> told.put(partition, text(all)));
        return told;
    }

    private static String text(List<String> readers) {
        List<String> sorted = readers.stream().sorted().limit(READERS_TOLD_MAX).toList();
        int untold = readers.size() - sorted.size();
        return String.join(" and ", sorted) + (untold == 0 ? "" : " and " + untold + " more");
    }

    void gone(ShareMember member, long sinceMillis) {
        story.paused(names.named(readByNobodyElse(member, TopicIdPartitions.each(member.assigned()))), sinceMillis);
    }

    /** A member has heard what it is to read now. */
    void moved(ShareMember before, ShareMember after, long nowMillis) {
        SortedSet<TopicIdPartition> lost = TopicIdPartitions.each(before.assigned());
        lost.removeAll(TopicIdPartitions.each(after.assigned()));
        story.paused(names.named(readByNobodyElse(after, lost)), nowMillis);
        story.given(names.named(TopicIdPartitions.each(after.assigned())), nowMillis);
    }

    private SortedSet<TopicIdPartition> readByNobodyElse(ShareMember member, SortedSet<TopicIdPartition> partitions) {
        for (ShareMember other : state.shares().all()) {
            if (partitions.isEmpty()) return partitions;
            if (!other.id().equals(member.id())) partitions.removeAll(TopicIdPartitions.each(other.assigned()));
        }
        return partitions;
    }

    void endIfSettled(long nowMillis) {
        if (!state.shares().settled()) return;
        story.end(state.generation(), state.shares().size(), nowMillis);
        names.keepOnly(state.shares().target());
    }
}
