package akkord.actors.group.core;

import akkord.actors.group.core.consumer.Liveness;
import akkord.protocol.config.GroupConfigs;
import akkord.protocol.metadata.MetadataImage;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a group needs that has, or has had, members by the consumer protocol; made when it is first needed. */
final class ConsumerSide {

    final Liveness liveness = new Liveness();
    final ConsumerMembers members;
    final ConsumerHeartbeats heartbeats;
    final ClassicMembers classicMembers;

    ConsumerSide(
            String group,
            GroupState state,
            GroupLimits limits,
            Outbox out,
            Rebalance rebalance,
            RebalanceStory told,
            Joining joining,
            Function<String, String> memberIds,
            Supplier<MetadataImage> metadata,
            GroupConfigs configs) {
        ConsumerStory story = new ConsumerStory(state, told);
        Supplier<ConsumerLimits> ofConsumers = () -> limits.consumers().with(configs.of(group));
        ConsumerTargets targets = new ConsumerTargets(state, ofConsumers, out, story, metadata);
        Migration migration = new Migration(state, limits, out, rebalance, story, liveness, metadata);
        members = new ConsumerMembers(state, ofConsumers, out, targets, story, liveness, migration);
        heartbeats = new ConsumerHeartbeats(state, ofConsumers, out, targets, members, story, liveness, migration);
        classicMembers = new ClassicMembers(
                state, limits, out, targets, members, story, liveness, migration, joining, memberIds, metadata);
    }
}
