package akkord.actors.group.core;

import akkord.actors.group.core.consumer.ConsumerMember;
import akkord.actors.group.core.consumer.SubscribedTopic;
import akkord.protocol.domain.TopicId;
import akkord.protocol.domain.TopicPartition;
import akkord.protocol.group.ConsumerBytes;
import akkord.protocol.group.GroupReply;
import akkord.protocol.group.GroupReply.DescribedConsumer;
import akkord.protocol.group.GroupReply.DescribedMember;
import akkord.protocol.group.GroupType;
import akkord.protocol.group.TopicIdPartitions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Members by the consumer protocol, as others are told of them. */
final class ConsumerView {

    private final GroupState state;

    ConsumerView(GroupState state) {
        this.state = state;
    }

    GroupReply.ConsumersDescribed consumers() {
        if (!state.exists()) return GroupReply.ConsumersDescribed.refused(GroupRefusals.noSuchGroup());
        if (state.type() != GroupType.CONSUMER)
            return GroupReply.ConsumersDescribed.refused(GroupRefusals.notOfConsumers());
        return new GroupReply.ConsumersDescribed(
                null,
                state.phase(),
                state.generation(),
                state.consumers().target().assignor(),
                state.consumers().all().stream().map(this::described).toList());
    }

    private DescribedConsumer described(ConsumerMember member) {
        return new DescribedConsumer(
                member.id(),
                member.instanceId(),
                member.profile().rackId(),
                member.epoch(),
                member.profile().clientId(),
                member.profile().clientHost(),
                member.profile().topics(),
                member.profile().regex().isEmpty() ? null : member.profile().regex(),
                TopicIdPartitions.of(TopicIdPartitions.each(member.held())),
                state.consumers().target().of(member.id()),
                member.classic() != null);
    }

    /** In the terms of the classic protocol. */
    List<DescribedMember> members() {
        Map<TopicId, String> names = state.consumers().target().topics().stream()
                .collect(Collectors.toMap(SubscribedTopic::id, SubscribedTopic::name));
        return state.consumers().all().stream()
                .map(member -> new DescribedMember(
                        member.id(),
                        member.instanceId(),
                        member.profile().clientId(),
                        member.profile().clientHost(),
                        ConsumerBytes.subscription(member.profile().topics()),
                        assignment(member.assigned(), names)))
                .toList();
    }

    /** The same, of partitions whose topics have names. */
    static byte[] assignment(List<TopicIdPartitions> partitions, Map<TopicId, String> names) {
        return ConsumerBytes.assignment(TopicIdPartitions.each(partitions).stream()
                .filter(each -> names.containsKey(each.topic()))
                .map(each -> new TopicPartition(String.valueOf(names.get(each.topic())), each.partition()))
                .toList());
    }

    /** Every topic that somebody reads, or would if it were there. */
    Set<String> topics() {
        Set<String> topics = new HashSet<>();
        state.consumers().all().forEach(member -> topics.addAll(member.profile().topics()));
        if (!state.consumers().isEmpty())
            state.consumers().target().topics().forEach(topic -> topics.add(topic.name()));
        return topics;
    }
}
