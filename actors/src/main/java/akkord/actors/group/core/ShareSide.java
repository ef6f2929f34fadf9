package akkord.actors.group.core;

import akkord.actors.group.core.consumer.Liveness;
import akkord.protocol.config.GroupConfigs;
import akkord.protocol.metadata.MetadataImage;
import java.util.function.Supplier;

/** What a share group needs besides its state; made when it is first needed. */
final class ShareSide {

    final Liveness liveness = new Liveness();
    final ShareHeartbeats heartbeats;

    ShareSide(
            String group,
            GroupState state,
            GroupLimits limits,
            Outbox out,
            RebalanceStory told,
            Supplier<MetadataImage> metadata,
            GroupConfigs configs) {
        ShareStory story = new ShareStory(state, told);
        heartbeats = new ShareHeartbeats(
                state,
                () -> limits.shares().with(configs.of(group)),
                out,
                new ShareTargets(state, out, story, metadata),
                story,
                liveness);
    }
}
