package akkord.protocol.door.grpc.consume;

import akkord.protocol.group.GroupAccess;
import akkord.protocol.grpc.v1.Fetch;
import akkord.protocol.metadata.MetadataCache;
import akkord.protocol.share.ShareAccess;

/**
 * What members are given.
 *
 * @param starts of share groups
 * @param fetch reads wherever a partition is led
 */
public record ConsumeContext(
        GroupAccess groups,
        ShareAccess shares,
        GroupStarts starts,
        MetadataCache metadata,
        Fetch fetch,
        ConsumeSettings settings) {}
