package akkord.actors.group;

import akkord.actors.group.core.GroupLimits;
import akkord.protocol.config.GroupConfigs;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.group.DirectoryCommand;
import akkord.protocol.metadata.MetadataImage;
import akkord.protocol.share.ShareKey;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the coordinators of a node are given.
 *
 * @param clock milliseconds since 1970, which never go back while the node runs
 * @param forgetShare tells whoever keeps where a share group stands in a partition that nobody will ask again
 * @param metadata what this node knows of the cluster
 * @param configs what groups have set for themselves
 * @param directory told what concerns the group of that name
 */
public record GroupContext(
        int nodeId,
        GroupLimits limits,
        GroupSettings settings,
        ClusterEvents events,
        LongSupplier clock,
        BiConsumer<String, DirectoryCommand> directory,
        Consumer<ShareKey> forgetShare,
        Supplier<MetadataImage> metadata,
        GroupConfigs configs) {}
