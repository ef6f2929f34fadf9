package akkord.protocol.door.grpc.consume;

import akkord.protocol.group.GroupAccess;
import akkord.protocol.grpc.v1.Fetch;
import akkord.protocol.metadata.MetadataCache;

/** What members are given. @param fetch reads wherever a partition is led */
public record ConsumeContext(GroupAccess groups, MetadataCache metadata, Fetch fetch, ConsumeSettings settings) {}
