package akkord.protocol.door.kafka.handler;

import akkord.protocol.domain.TopicIdPartition;
import akkord.protocol.share.ShareKey;
import org.jspecify.annotations.Nullable;

/** A member of a share group, as its data path names it. */
record ShareMember(String group, String id) {

    /** A UUID as text; clients choose it. */
    private static final int ID_LENGTH_MAX = 36;

    /** Why nobody of that name can have a session; null when somebody can. */
    static @Nullable String problem(@Nullable String group, @Nullable String id) {
        if (group == null) return "Invalid group id in the request.";
        if (id == null || id.isEmpty() || id.length() > ID_LENGTH_MAX) return "Invalid member id in the request.";
        return null;
    }

    /** What its group reads of a partition. */
    ShareKey share(FetchTarget.Key partition) {
        return new ShareKey(group, new TopicIdPartition(partition.id(), partition.partition()));
    }

    @Override
    public String toString() {
        return "member " + id + " of share group " + group;
    }
}
