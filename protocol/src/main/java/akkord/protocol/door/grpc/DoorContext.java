package akkord.protocol.door.grpc;

import akkord.protocol.config.BrokerSettings;
import akkord.protocol.config.LiveSettings;
import akkord.protocol.controller.ControllerAccess;
import akkord.protocol.event.ClusterEvents;
import akkord.protocol.group.GroupAccess;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.partition.LocalPartitions;
import akkord.protocol.share.ShareAccess;

/** What the door sees of the node behind it. */
public record DoorContext(
        int nodeId,
        LocalPartitions partitions,
        MetadataCache metadata,
        ControllerAccess controller,
        GroupAccess groups,
        ShareAccess shares,
        ClusterEvents events,
        LiveSettings settings,
        String version) {

    /** The node's settings as they are now. */
    BrokerSettings broker() {
        return settings.now();
    }
}
