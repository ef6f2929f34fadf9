package akkord.actors.group.core.share;

import akkord.actors.group.core.consumer.MemberProfile;
import akkord.protocol.group.GroupRequest.ShareHeartbeat;
import akkord.protocol.group.TopicIdPartitions;
import java.util.List;

/**
 * One member: all that survives of it.
 *
 * @param epoch of the target it was told last; {@link ShareHeartbeat#JOINS} before it was told any
 * @param previousEpoch the one before, which it may still name when an answer was lost
 * @param assigned what it was told to read
 */
public record ShareMember(
        String id, MemberProfile profile, int epoch, int previousEpoch, List<TopicIdPartitions> assigned) {

    public ShareMember {
        assigned = List.copyOf(assigned);
    }

    /** One that has nothing yet. */
    public static ShareMember fresh(String id, MemberProfile profile) {
        return new ShareMember(id, profile, ShareHeartbeat.JOINS, ShareHeartbeat.JOINS, List.of());
    }

    public ShareMember with(MemberProfile said) {
        return new ShareMember(id, said, epoch, previousEpoch, assigned);
    }

    /** It is told of a target. */
    public ShareMember inEpoch(int newEpoch, List<TopicIdPartitions> newAssigned) {
        return newEpoch == epoch ? this : new ShareMember(id, profile, newEpoch, epoch, newAssigned);
    }
}
