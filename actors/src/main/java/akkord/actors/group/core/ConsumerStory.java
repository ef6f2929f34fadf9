package akkord.actors.group.core;

import akkord.actors.group.core.consumer.ConsumerMember;
import akkord.actors.group.core.consumer.ConsumerTarget;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.TopicIdPartitions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What is told of members by the consumer protocol: a rebalance lasts from a new target until everybody has reached it. */
final class ConsumerStory {

    private final GroupState state;
    private final RebalanceStory story;
    private final TopicNames names = new TopicNames();

    ConsumerStory(GroupState state, RebalanceStory story) {
        this.state = state;
        this.story = story;
    }

    static String name(ConsumerMember member) {
        return Told.member(member.instanceId(), member.profile());
    }

    void begin(String reason, long nowMillis) {
        story.begin(reason, nowMillis);
    }

    /** There is a new target. */
    void aimed() {
        names.learn(state.consumers().target());
        story.owned(owners());
        // what is being given up is told by its name, too
        if (state.consumers().settled()) names.keepOnly(state.consumers().target());
    }

    void recovered() {
        names.learn(state.consumers().target());
        story.recovered(owners());
    }

    /** Of the topics that members have, or are to have. */
    Map<TopicId, String> names() {
        return names.known();
    }

    private Map<TopicPartition, String> owners() {
        ConsumerTarget target = state.consumers().target();
        Map<TopicPartition, String> owners = new HashMap<>();
        for (ConsumerMember member : state.consumers().all())
            names.named(TopicIdPartitions.each(target.of(member.id())))
                    .forEach(partition -> owners.put(partition, name(member)));
        return owners;
    }

    void gone(ConsumerMember member, long sinceMillis) {
        story.paused(names.named(TopicIdPartitions.each(member.held())), sinceMillis);
    }

    /** A static member is back, with what it had. */
    void returned(ConsumerMember member, long nowMillis) {
        story.given(names.named(TopicIdPartitions.each(member.assigned())), nowMillis);
    }

    /** A member has given something up, or was given something. */
    void moved(ConsumerMember before, ConsumerMember after, long nowMillis) {
        Set<TopicIdPartition> lost = TopicIdPartitions.each(before.held());
        lost.removeAll(TopicIdPartitions.each(after.held()));
        story.paused(names.named(lost), nowMillis);
        Set<TopicIdPartition> won = TopicIdPartitions.each(after.assigned());
        if (!before.away()) won.removeAll(TopicIdPartitions.each(before.assigned()));
        story.given(names.named(won), nowMillis);
    }

    void endIfSettled(long nowMillis) {
        if (state.consumers().settled())
            story.end(state.generation(), state.consumers().size(), nowMillis);
    }
}
