package akkord.actors.group.core;

import akkord.actors.group.core.consumer.ConsumerMember;
import akkord.actors.group.core.consumer.ConsumerTarget;
import akkord.actors.group.core.consumer.SubscribedTopic;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.TopicIdPartitions;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is told of members by the consumer protocol: a rebalance lasts from a new target until everybody has reached it. */
final class ConsumerStory {

    private final GroupState state;
    private final RebalanceStory story;
    private final Map<TopicId, String> names = new HashMap<>();

    ConsumerStory(GroupState state, RebalanceStory story) {
        this.state = state;
        this.story = story;
    }

    static String name(ConsumerMember member) {
        String own = member.instanceId() == null ? member.profile().clientId() : String.valueOf(member.instanceId());
        return Told.words(own + "@" + member.profile().clientHost());
    }

    void begin(String reason, long nowMillis) {
        story.begin(reason, nowMillis);
    }

    /** There is a new target. */
    void aimed() {
        learnNames();
        story.owned(owners());
        Set<TopicId> used = state.consumers().target().topics().stream()
                .map(SubscribedTopic::id)
                .collect(Collectors.toSet());
        // what is being given up is told by its name, too
        if (state.consumers().settled()) names.keySet().retainAll(used);
    }

    void recovered() {
        learnNames();
        story.recovered(owners());
    }

    private void learnNames() {
        state.consumers().target().topics().forEach(topic -> names.put(topic.id(), topic.name()));
    }

    private Map<TopicPartition, String> owners() {
        ConsumerTarget target = state.consumers().target();
        Map<TopicPartition, String> owners = new HashMap<>();
        for (ConsumerMember member : state.consumers().all())
            named(TopicIdPartitions.each(target.of(member.id())))
                    .forEach(partition -> owners.put(partition, name(member)));
        return owners;
    }

    void gone(ConsumerMember member, long sinceMillis) {
        story.paused(named(TopicIdPartitions.each(member.held())), sinceMillis);
    }

    /** A static member is back, with what it had. */
    void returned(ConsumerMember member, long nowMillis) {
        story.given(named(TopicIdPartitions.each(member.assigned())), nowMillis);
    }

    /** A member has given something up, or was given something. */
    void moved(ConsumerMember before, ConsumerMember after, long nowMillis) {
        Set<TopicIdPartition> lost = TopicIdPartitions.each(before.held());
        lost.removeAll(TopicIdPartitions.each(after.held()));
        story.paused(named(lost), nowMillis);
        Set<TopicIdPartition> won = TopicIdPartitions.each(after.assigned());
        if (!before.away()) won.removeAll(TopicIdPartitions.each(before.assigned()));
        story.given(named(won), nowMillis);
    }

    void endIfSettled(long nowMillis) {
        if (state.consumers().settled())
            story.end(state.generation(), state.consumers().size(), nowMillis);
    }

    private List<TopicPartition> named(Collection<TopicIdPartition> partitions) {
        return partitions.stream()
                .map(each -> new TopicPartition(
                        names.getOrDefault(each.topic(), each.topic().toString()), each.partition()))
                .toList();
    }
}
