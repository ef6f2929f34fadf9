package akkord.actors.group.core;

import akkord.actors.group.core.GroupEvent.StoredMember;
import akkord.actors.group.core.consumer.ConsumerSnapshot;
import akkord.actors.group.core.share.ShareSnapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that survives of a group.
 *
 * @param assigned whether the generation's leader has assigned
 * @param rejoining whether all members are to join anew, since they were of a group of the consumer protocol
 * @param consumers of a group of the consumer protocol, and null for the classic one
 * @param shares of a share group, and null for others
 * @param emptySinceMillis when the last member was gone; -1: it has members, or never had any
 */
public record GroupSnapshot(
        int generation,
        String protocolType,
        @Nullable String protocol,
        @Nullable String leader,
        boolean assigned,
        long emptySinceMillis,
        List<StoredMember> members,
        List<CommittedOffset> offsets,
        @Nullable ConsumerSnapshot consumers,
        @Nullable ShareSnapshot shares,
        boolean rejoining)
        implements GroupPersisted {}
